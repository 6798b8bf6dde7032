#!/usr/bin/env bash
# A run folder is written by one process: every other command is refused with exit code 4 and told who holds it, with
# --force and --resume too; killed, the holder leaves nothing in the way. A store that is deleted or replaced while draws
# are added to it is no success.  lock_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
psa=(psa "$configs/ibtr.toml" --patients 1000 --quiet --no-figure)
holder=
trap '[[ -z $holder ]] || kill -9 "$holder" 2>/dev/null; rm -rf "$work"' EXIT

hold() {  # hold FOLDER DRAWS: an analysis begins there
    "$ibtr" "${psa[@]}" --draws "$2" --out "$1" >held.log 2>&1 &
    holder=$!
    for _ in {1..600}; do
        [[ -s $1/psa.sqlite ]] && return
        sleep 0.05
    done
    cat held.log >&2
    fail "the analysis has not begun"
}

hold held 1000000
who="held: another process is using it (process $holder: $ibtr psa"
small=("$configs/two_state.toml" --patients 1000 --out held --quiet --no-figure)
expect 4 "$who" "$ibtr" run "${small[@]}"
expect 4 "$who" "$ibtr" run "${small[@]}" --force
expect 4 "$who" "$ibtr" exact "${small[@]}" --force
expect 4 "$who" "$ibtr" "${psa[@]}" --draws 4 --out held --force
expect 4 "$who" "$ibtr" psa --resume held
expect 4 "$who" "$ibtr" meta "$configs/evidence/two_arm_studies.csv" --filter endpoint=second_LR --out held --force
kill -9 "$holder"
wait "$holder" 2>/dev/null || true
holder=
expect 0 "" "$ibtr" run "${small[@]}" --force

# Noticed with the next transaction, long before the last draw.
for fate in deleted replaced; do
    hold "$fate" 20000
    if [[ $fate == replaced ]]; then
        cp "$fate/psa.sqlite" copy
        mv copy "$fate/psa.sqlite"
    else
        rm "$fate/psa.sqlite"
    fi
    status=0
    wait "$holder" || status=$?
    holder=
    ((status == 4)) || { cat held.log >&2; fail "a store that was $fate: exit code $status"; }
    grep -q "psa.sqlite: deleted or replaced" held.log || { cat held.log >&2; fail "$fate: no reason"; }
done
