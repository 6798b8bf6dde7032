#!/usr/bin/env bash
# A store that says it is of four thousand million draws and holds four: continued, joined or shown, it is refused with a
# way out, in seconds and in memory that goes by what it holds.  claimed_draws_test.sh IBTR CONFIG CLAIM_DRAWS
source "$(dirname "${BASH_SOURCE[0]}")/../cli/preamble.sh"
ibtr=$1 config=$2 claim_draws=$3
claimed=4000000000
"$ibtr" psa "$config" --draws 4 --patients 1000 --threads 1 --out honest --quiet --no-figure
"$ibtr" psa "$config" --draws 8 --shard 1/2 --patients 1000 --threads 1 --out part --quiet --no-figure
for folder in honest part; do
    cp -r "$folder" "claimed_$folder"
    "$claim_draws" "claimed_$folder/psa.sqlite" "$claimed"
done
# A fortieth of what the numbers of the missing draws alone would take, a few times what an honest store of four does.
bounded() { (ulimit -v 400000 -t 60; expect "$@"); }
bounded 0 "" "$ibtr" psa --resume honest --threads 1 --quiet --no-figure
bounded 4 "3999999996 draws take about [0-9]* GB .*: continue claimed_honest/psa.sqlite on .*--draws or with --shard" \
    "$ibtr" psa --resume claimed_honest --threads 1
bounded 2 "lacks 3999999996 of its draws, draw 4 first: continue it with .ibtr psa --resume claimed_honest" \
    "$ibtr" merge claimed_honest --out merged
bounded 2 "lacks 3999999996 of its draws" "$ibtr" merge claimed_part part --out merged
[[ ! -e merged ]] || fail "a refused merge leaves a folder"
bounded 4 "lacks 3999999996 of its draws, draw 4 first" "$ibtr" explore "$config" --psa claimed_honest
