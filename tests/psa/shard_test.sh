#!/usr/bin/env bash
# shard_test.sh IBTR CONFIG: `psa --shard i/n` of every shard, then `merge`, gives the files of one process, byte for
# byte; a shard can be resumed; gaps and nonsense are exit 2.
set -euo pipefail
ibtr=$1 config=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
analysis=(psa "$config" --draws 50 --patients 500)
fails() {
    local status=0
    "$ibtr" "${@:2}" >/dev/null 2>"$scratch/refusal" || status=$?
    [[ $status == "$1" ]] || { echo "exit code $status instead of $1: ${*:2}"; cat "$scratch/refusal"; exit 1; }
}

"$ibtr" "${analysis[@]}" --out "$scratch/whole" >/dev/null 2>"$scratch/whole.log"
for i in 1 2 3; do
    "$ibtr" "${analysis[@]}" --shard "$i/3" --threads 1 --out "$scratch/shard$i" >/dev/null 2>&1
done
fails 2 merge "$scratch/shard1" "$scratch/shard3" --out "$scratch/merged"
grep -q 'draws 16 to 32 are in no shard' "$scratch/refusal"
fails 2 merge "$scratch"/shard{1,2,3} --out "$scratch/shard2" --force
"$ibtr" psa --resume "$scratch/shard2" >/dev/null 2>&1
"$ibtr" merge "$scratch"/shard{3,1,2} --out "$scratch/merged" >/dev/null 2>"$scratch/merged.log"
for file in curves.csv contrasts.csv psa_summary.csv; do cmp "$scratch/whole/$file" "$scratch/merged/$file"; done
diff <(grep digest "$scratch/whole.log") <(grep digest "$scratch/merged.log")
for nonsense in 0/3 4/3 1/51 1 a/b 1/3x; do
    fails 2 "${analysis[@]}" --shard "$nonsense" --out "$scratch/nonsense"
done
