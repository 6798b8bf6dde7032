#!/usr/bin/env bash
# exact_test.sh IBTR CONFIG: `psa --by exact` cut off anywhere and resumed, or made in shards, ends with the bytes of one
# undisturbed run; it takes no patients, has no noise, says so, and is not continued by simulation.
set -euo pipefail
ibtr=$1 config=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
analysis=(psa "$config" --by exact --draws 600)
fails() {
    local status=0
    "$ibtr" "${@:3}" >/dev/null 2>"$scratch/refusal" || status=$?
    [[ $status == "$1" ]] && grep -q -e "$2" "$scratch/refusal" ||
        { echo "exit code $status instead of $1: ${*:3}"; cat "$scratch/refusal"; exit 1; }
}
same_files() {
    for file in curves.csv contrasts.csv psa_summary.csv ceac.csv evpi.csv psa_costs.csv; do cmp "$scratch/whole/$file" "$1/$file"; done
}

"$ibtr" "${analysis[@]}" --out "$scratch/whole" >/dev/null 2>"$scratch/log"
grep -q '"backend": "exact"' "$scratch/whole/manifest.json"
grep -q '"patients": 0' "$scratch/whole/manifest.json"
grep -q 'every draw was solved exactly' "$scratch/log"

"$ibtr" "${analysis[@]}" --threads 1 --out "$scratch/killed" >/dev/null 2>&1 &
process=$!
for _ in {1..200}; do
    if [[ -s $scratch/killed/psa.sqlite ]]; then break; fi
    sleep 0.01
done
sleep 0.5
kill -9 "$process" 2>/dev/null || true
wait "$process" 2>/dev/null || true
fails 2 'by: exact there, simulation here' psa "$config" --draws 600 --resume "$scratch/killed"
"$ibtr" psa --resume "$scratch/killed" >/dev/null 2>&1
same_files "$scratch/killed"

for i in 1 2; do "$ibtr" "${analysis[@]}" --shard "$i/2" --out "$scratch/shard$i" >/dev/null 2>&1; done
"$ibtr" merge "$scratch"/shard{1,2} --out "$scratch/merged" >/dev/null 2>&1
same_files "$scratch/merged"

fails 2 '--patients is for --by simulation' "${analysis[@]}" --patients 500 --out "$scratch/refused"
fails 2 '--budget-histories is for --by simulation' "${analysis[@]}" --budget-histories 500 --out "$scratch/refused"
