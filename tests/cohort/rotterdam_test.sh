#!/usr/bin/env bash
# What stands in results/reference/rotterdam, and in docs/rotterdam.md, is what scripts/rotterdam finds; none of it is a row
# of a woman.  rotterdam_test.sh IBTR SOURCES
source "$(dirname "${BASH_SOURCE[0]}")/../cli/preamble.sh"
ibtr=$1 sources=$2 kept=$2/results/reference/rotterdam
while IFS=, read -r what seen low high model; do
    [[ $what == what ]] || grep -qF "| $what | $seen ($low to $high) | $model |" "$sources/docs/rotterdam.md" ||
        fail "docs/rotterdam.md has another row for: $what"
done <"$kept/comparison.csv"
"$sources/scripts/rotterdam" --binary "$ibtr" --out "$work/found" 2>messages || { cat messages >&2; fail "scripts/rotterdam"; }
grep -q '^skipped' messages && exit 77
for file in comparison transitions; do
    cmp "found/$file.csv" "$kept/$file.csv" || fail "$file.csv is not what the script writes"
done
