#!/usr/bin/env bash
# budget_test.sh IBTR CONFIG: `psa --patients auto --budget-histories N` keeps to the budget, writes n* in the manifest,
# is repeatable, and can be resumed.
set -euo pipefail
ibtr=$1 config=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
budget=30000000
automatic=(psa "$config" --patients auto --budget-histories $budget)

"$ibtr" "${automatic[@]}" --out "$scratch/a" --threads 1 >/dev/null 2>"$scratch/a.log"
"$ibtr" "${automatic[@]}" --out "$scratch/b" --threads 2 >/dev/null 2>"$scratch/b.log"
cmp "$scratch/a/psa_summary.csv" "$scratch/b/psa_summary.csv"
field() { sed -n "s/^ *\"$1\": \\([0-9.e+]*\\),*$/\\1/p" "$scratch/a/manifest.json" | head -1; }
patients=$(field patients) draws=$(field draws)
((patients * draws * 3 <= budget && patients * draws * 3 > budget * 9 / 10)) || { echo "$patients x $draws"; exit 1; }
[[ -n $(field optimal_patients) ]]
"$ibtr" psa --resume "$scratch/a" >/dev/null 2>&1
[[ -n $(field optimal_patients) ]]
for wrong in "--patients auto" "--budget-histories 100 --patients 5" "--patients auto --budget-histories 100" \
    "--patients auto --budget-histories $budget --draws 7" "--patients many"; do
    status=0
    # shellcheck disable=SC2086
    "$ibtr" psa "$config" $wrong --out "$scratch/wrong" >/dev/null 2>&1 || status=$?
    [[ $status == 2 ]] || { echo "exit code $status: $wrong"; exit 1; }
done
