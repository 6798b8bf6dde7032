#!/usr/bin/env bash
# An object compiled for one instruction set may define its one function and nothing that a linker could share with
# other objects: a weak copy of an inline function, compiled with AVX-512, would crash older processors.
#   symbols_test.sh NM OBJECT...
set -euo pipefail
nm=$1
shift
failed=0
for object in "$@"; do
    shared=$("$nm" --defined-only --extern-only "$object" | grep -v ' T .*\(simulate_task\|row_kernels\)_' || true)
    own=$("$nm" --defined-only --extern-only "$object" | grep -c ' T .*\(simulate_task\|row_kernels\)_' || true)
    wanted=$("$nm" --undefined-only "$object" | grep -vE '_GLOBAL_OFFSET_TABLE_|memcpy|memset|__stack_chk_fail|__[a-z]*san_' || true)
    if [[ -n $shared || $own != 1 || -n $wanted ]]; then
        echo "FAIL $object: $own functions of the engines; also defines: ${shared:-nothing}; needs: ${wanted:-nothing}"
        failed=1
    else
        echo "ok   $object"
    fi
done
exit $failed
