#!/usr/bin/env bash
# The program can be loaded anywhere, its stack holds no code, and its table of addresses is read-only before main begins:
# what is written past a buffer finds nothing to turn.  hardened_test.sh READELF PROGRAM
set -euo pipefail
readelf=$1 program=$2
has() {  # has WHAT PATTERN OPTION...
    local what=$1 pattern=$2
    shift 2
    "$readelf" -W "$@" "$program" | grep -qE -- "$pattern" || { echo "FAILED: $program: $what" >&2; exit 1; }
}
has "is no position-independent executable" 'Type: +DYN' --file-header
has "has no part that becomes read-only" GNU_RELRO --program-headers
has "resolves addresses as they are used" 'BIND_NOW|FLAGS.* NOW' --dynamic
has "has a stack that can be executed" 'GNU_STACK.* RW +0x' --program-headers
