#!/usr/bin/env bash
# kill_test.sh IBTR CONFIG KILLS: an analysis that is killed (kill -9) at KILLS random moments and resumed each time ends
# with the same bits as one that ran undisturbed, no draw lost or doubled, and leaves no journal.
set -euo pipefail
ibtr=$1 config=$2 kills=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
analysis=(psa "$config" --draws $((400 + 400 * kills)) --patients 500)

digest() { sed -n 's/^psa_digest *//p' "$1"; }

"$ibtr" "${analysis[@]}" --out "$scratch/whole" >/dev/null 2>"$scratch/log"
whole=$(digest "$scratch/log")
[[ -n $whole ]] || { cat "$scratch/log"; exit 1; }

RANDOM=1
start=("${analysis[@]}" --out "$scratch/killed" --force)
command=("${start[@]}")
killed=0
for ((k = 0; k < kills; ++k)); do
    "$ibtr" "${command[@]}" >/dev/null 2>"$scratch/log" &
    process=$!
    sleep "0.$(printf '%03d' $((50 + RANDOM % 700)))"
    if kill -9 "$process" 2>/dev/null; then killed=$((killed + 1)); fi
    wait "$process" 2>/dev/null || true
    # Before the store describes its analysis there is nothing to resume. An impossible backend stops just after the
    # store was opened and checked.
    command=("${start[@]}")
    if "$ibtr" psa --resume "$scratch/killed" --backend none 2>&1 | grep -q 'not a backend'; then
        command=(psa --resume "$scratch/killed")
    fi
done
"$ibtr" "${command[@]}" >/dev/null 2>"$scratch/log" || { cat "$scratch/log"; exit 1; }
[[ $(digest "$scratch/log") == "$whole" ]] || { echo "another digest after $killed kills"; cat "$scratch/log"; exit 1; }
for file in curves.csv contrasts.csv psa_summary.csv summary.json; do
    cmp "$scratch/whole/$file" "$scratch/killed/$file"
done
if compgen -G "$scratch/killed/psa.sqlite-*" >/dev/null; then ls "$scratch/killed"; exit 1; fi
echo "$killed kills, same digest $whole"
