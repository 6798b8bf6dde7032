#!/usr/bin/env bash
# ibtr trace as a user meets it, and recomputed without the program.  trace_test.sh IBTR PROJECT
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 project=$2 configs=$2/configs
recompute() { python3 "$project/tests/trace/recompute.py" "$configs" "$@"; }

# What docs/trace.md shows is what is printed.
"$ibtr" trace "$configs/ibtr.toml" --patient age_band=31-45:17 >printed
shown=0
while IFS= read -r line; do
    shown=$((shown + 1))
    grep -qxF -- "$line" printed || fail "docs/trace.md shows, and the program does not print: $line"
done < <(sed -n '/^    stratum 0 (age_band/,/^$/s/^    //p; /^    under repeat_bcs$/,/dead_breast_cancer$/s/^    //p' "$project/docs/trace.md")
((shown >= 12)) || fail "$shown lines of the trace in docs/trace.md"

# Patients of every stratum, of models of every kind, beyond 2^32 and of a draw: recomputed with the standard library.
folders=()
trace() {  # trace CONFIG PATIENT OPTION...
    "$ibtr" trace "$configs/$1.toml" --patient "$2" --out "t${#folders[@]}" --quiet "${@:3}" 2>/dev/null || fail "trace $*"
    folders+=("t${#folders[@]}")
}
for stratum in 0 1 2 3; do for index in 0 1 2 17; do trace ibtr "$stratum:$index"; done; done
for config in two_state relapsing illness_death competing_risks_age semi_markov_weibull first_year evidence_model \
    models/sick_sicker models/hip_replacement; do trace "$config" 0:4; done
trace ibtr 2:4294967300 --draw 3 --seed 12345678901234
recompute "${folders[@]}" || fail "traces are not what is recomputed"

# That it can fail: another word, latent time, exit or draw.
for change in 's/"words": \[/&1,/' 's/"latent_ticks": \([1-9]\)/"latent_ticks": 9\1/' 's/"taken": "local"/"taken": "distant"/' \
    's/"draw": 0/"draw": 1/' 's/"exponential": 0\./"exponential": 1./'; do
    mkdir changed
    cp t3/manifest.json changed/
    sed "$change" t3/trace.json >changed/trace.json
    cmp -s t3/trace.json changed/trace.json && fail "nothing is changed by $change"
    if recompute changed >output 2>&1; then fail "recomputation does not see $change"; fi
    rm -r changed
done

# The forms: CSV has a row an exit, JSON is one line; both go to standard output, and a folder holds all three.
[[ $("$ibtr" trace "$configs/ibtr.toml" --patient 0:17 --format csv 2>/dev/null | head -1) == strategy,sojourn,state,visit,* ]] ||
    fail "--format csv"
[[ $("$ibtr" trace "$configs/ibtr.toml" --patient 0:17 --json | wc -l) == 1 ]] || fail "--json"
cmp <("$ibtr" trace "$configs/ibtr.toml" --patient 0:17 --format csv) \
    <("$ibtr" trace "$configs/ibtr.toml" --patient 0:17 --out forms --quiet; cat forms/trace.csv) || fail "trace.csv"
awk -F, 'NF != 27 { exit 1 }' forms/trace.csv || fail "rows of trace.csv have not all 27 fields"
for file in trace.txt trace.csv trace.json manifest.json; do [[ -s forms/$file ]] || fail "forms/$file"; done
expect 2 "forms" "$ibtr" trace "$configs/ibtr.toml" --patient 0:17 --out forms
expect 0 "" "$ibtr" trace "$configs/ibtr.toml" --patient 0:18 --out forms --force
[[ ! -e results ]] || fail "without --out nothing is written"

# What is wrong is said with the way out, and leaves nothing.
expect 2 "there is no stratum 9; this config has 4: 0 (age_band=31-45)" "$ibtr" trace "$configs/ibtr.toml" --patient 9:0 --out no
expect 2 "expected STRATUM:INDEX" "$ibtr" trace "$configs/ibtr.toml" --patient 9 --out no
expect 2 "name one: 0 (age_band=31-45)" "$ibtr" trace "$configs/ibtr.toml" --patient all:0 --out no
expect 2 "whole number from 0 to" "$ibtr" trace "$configs/ibtr.toml" --patient 0:x --out no
expect 2 "no parameter of this config has an uncertainty" "$ibtr" trace "$configs/two_state.toml" --patient 0:0 --draw 1 --out no
expect 2 "\-\-patient" "$ibtr" trace "$configs/ibtr.toml" --out no
expect 2 "\-\-force is for \-\-out" "$ibtr" trace "$configs/ibtr.toml" --patient 0:0 --force
[[ ! -e no ]] || fail "what is refused leaves a folder"
expect 0 "this one is of larger runs" "$ibtr" trace "$configs/two_state.toml" --patient 0:1000000000
