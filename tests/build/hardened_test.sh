#!/usr/bin/env bash
# The program can be loaded anywhere, its stack holds no code, and its table of addresses is read-only before main begins:
# what is written past a buffer finds nothing to turn. Arrays on the stack are guarded, functions of the C library know how
# large a buffer is, and on x86-64 functions begin where indirect jumps may land.
#   hardened_test.sh READELF OBJDUMP PROGRAM
set -euo pipefail
readelf=$1 objdump=$2 program=$3
fail() { echo "FAILED: $program: $*" >&2; exit 1; }
has() {  # has WHAT PATTERN OPTION...
    local what=$1 pattern=$2
    shift 2
    # Read to its end: with -q, grep may end before readelf, which then fails.
    "$readelf" -W "$@" "$program" | grep -E -- "$pattern" >/dev/null || fail "$what"
}
has "is no position-independent executable" 'Type: +DYN' --file-header
has "has no part that becomes read-only" GNU_RELRO --program-headers
has "resolves addresses as they are used" 'BIND_NOW|FLAGS.* NOW' --dynamic
has "has a stack that can be executed" 'GNU_STACK.* RW +0x' --program-headers
has "guards no stack (-fstack-protector-strong)" ' UND __stack_chk_fail' --dyn-syms
has "calls no function that knows its buffer (-D_FORTIFY_SOURCE)" \
    ' UND __(mem|str|v?sn?printf|v?f?printf|read|recv|pread|poll|realpath|fd)[a-z]*_chk' --dyn-syms
if "$readelf" -h "$program" | grep 'Machine:.*X86-64' >/dev/null; then
    # The note of the whole program says so only where the C library's own objects do; that of main is its first code.
    "$objdump" --disassemble=main "$program" | grep -A1 '<main>:' | grep endbr64 >/dev/null ||
        fail "lets indirect jumps land anywhere (-fcf-protection)"
fi
