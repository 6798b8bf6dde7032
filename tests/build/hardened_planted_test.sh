#!/usr/bin/env bash
# hardened_test.sh says which protection a program lacks, each of them, and has nothing to say of one that has all.
#   hardened_planted_test.sh CXX READELF OBJDUMP FLAG...   (the flags that the program is compiled with)
set -euo pipefail
cxx=$1 readelf=$2 objdump=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/small.cpp" <<'CPP'
#include <cstdio>
#include <cstring>

int main(int count, char** words) {
    char text[64];
    std::strcpy(text, words[count - 1]);
    return std::snprintf(text, sizeof text, "%s", words[0]) + text[0] == 0 ? 1 : 0;
}
CPP
check() {  # check SAID FLAG...: of a program with all flags and these
    local said=$1 status=0
    shift
    "$cxx" -O2 -fPIE -pie -Wl,-z,relro,-z,now "${flags[@]}" "$@" "$work/small.cpp" -o "$work/small"
    bash "$(dirname "${BASH_SOURCE[0]}")/hardened_test.sh" "$readelf" "$objdump" "$work/small" 2>"$work/output" || status=$?
    if [[ -z $said ]]; then ((status == 0)); else ((status == 1)) && grep -q -- "$said" "$work/output"; fi ||
        { echo "FAILED: with $*: exit $status, $(cat "$work/output")" >&2; exit 1; }
}
flags=("$@")
check ""
check "-fstack-protector-strong" -fno-stack-protector
check "-D_FORTIFY_SOURCE" -U_FORTIFY_SOURCE
check "position-independent" -no-pie
check "read-only" -Wl,-z,norelro
check "stack that can be executed" -Wl,-z,execstack
if [[ ${flags[*]} == *-fcf-protection* ]]; then check "-fcf-protection" -fcf-protection=none; fi
