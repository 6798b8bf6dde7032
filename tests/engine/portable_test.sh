#!/usr/bin/env bash
# A program for x86-64 may hold instructions of newer sets (VEX and EVEX encodings, BMI2) in the engines that are called
# after a look at the processor, and nowhere else: an inline function that was compiled for this machine and picked by
# the linker would end the program on an older one.
#   portable_test.sh OBJDUMP PROGRAM
set -euo pipefail
objdump=$1 program=$2
listing=$(mktemp)
trap 'rm -f "$listing"' EXIT
"$objdump" -d --no-show-raw-insn "$program" >"$listing"
awk -v program="$program" '
    /^[0-9a-f]+ <.*>:$/ { name = $2; next }
    # Functions of the engines, exported ones and those in their unnamed namespaces.
    name ~ /^<_ZZ?N4ibtr6engine((23simulate_task|21row_kernels)_x86_64_v[34]|9x86_64_v[34]12_GLOBAL__N_1)/ { if ($2 ~ /^v/) ++engine; next }
    $2 ~ /^v[a-z]/ || $2 ~ /^(shlx|sarx|shrx|mulx|rorx|pdep|pext|andn|bextr|bzhi)$/ { ++new; where[name] = $2 }
    $2 ~ /^ret/ { ++functions }
    END {
        for (n in where) print "FAIL " program ": " n " holds " where[n]
        if (new) exit 1
        if (!functions) { print "FAIL " program ": no code was read"; exit 1 }
        print "ok   " program ": " engine + 0 " newer instructions, all in the engines"
    }' "$listing"
