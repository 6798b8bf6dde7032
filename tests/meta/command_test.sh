#!/usr/bin/env bash
# ibtr meta as a user meets it: files, exit codes, what stands on which stream.
#   command_test.sh IBTR CONFIGS
set -euo pipefail
ibtr=$1
studies=$2/evidence/two_arm_studies.csv
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() { echo "FAILED: $*" >&2; exit 1; }
expect_refusal() {  # text that must be in the message, then arguments
    local text=$1 status=0
    shift
    "$ibtr" meta "$@" --out "$folder/refused" >"$folder/stdout" 2>"$folder/stderr" || status=$?
    [[ $status == 2 ]] || fail "exit $status instead of 2: $*"
    grep -qF -- "$text" "$folder/stderr" || fail "no '$text' in: $(cat "$folder/stderr")"
    [[ ! -s $folder/stdout ]] || fail "standard output of a refusal: $*"
    [[ ! -e $folder/refused ]] || fail "a folder is left by: $*"
}

"$ibtr" meta "$studies" --filter endpoint=death_5y --filter status=verified_rate --of survivors --measure rr --method DL \
    --test z --out "$folder/deaths" --json >"$folder/json" 2>/dev/null
[[ $(wc -l <"$folder/json") == 1 ]] || fail "--json is not one line"
grep -q '"k":3' "$folder/json" || fail "not three studies"
for file in meta.csv studies.csv summary.json; do
    [[ -s $folder/deaths/$file ]] || fail "$file is missing"
done
[[ $(sed -n 2p "$folder/deaths/meta.csv") == death_5y,RR,FALSE,3,DL,z,* ]] || fail "meta.csv: $(cat "$folder/deaths/meta.csv")"

"$ibtr" meta "$studies" --filter endpoint=second_LR --out "$folder/lr" >"$folder/stdout" 2>"$folder/stderr"
grep -q 'not pooled: .*two_arm_studies.csv:4: Alpert 2005: no events_sm' "$folder/stderr" || fail "Alpert is not listed"
grep -q 'Sellam 2019' "$folder/stdout" || fail "no table"
"$ibtr" meta "$studies" --filter endpoint=second_LR --out "$folder/lr" --force --quiet 2>&1 | grep -v 'not pooled' && fail "--quiet speaks"

expect_refusal "several endpoints" "$studies"
expect_refusal "foo not in {EE,DL,PM,REML,MH,Peto}" "$studies" --filter endpoint=second_LR --method foo
expect_refusal "not verified (status 'UNVERIFIED')" "$studies" --filter endpoint=death_5y
expect_refusal "one arm only" "$studies" --filter endpoint=second_LR_single_arm
expect_refusal "--test can only be z" "$studies" --filter endpoint=death_10y --method MH --test knha
expect_refusal "odds ratio" "$studies" --filter endpoint=death_10y --method Peto
expect_refusal "expected NAME=VALUE" "$studies" --filter endpoint
expect_refusal "no such file" "$folder/none.csv"
expect_refusal "--method" "$studies" --method XX
echo "ibtr meta: as promised"
