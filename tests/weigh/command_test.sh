#!/usr/bin/env bash
# ibtr weigh as a user meets it: files, exit codes, and a run that goes on where another stopped.
#   command_test.sh IBTR
source "$(dirname "${BASH_SOURCE[0]}")/../cli/preamble.sh"
ibtr=$1

cat >model.toml <<'TOML'
schema = 1
name = "alive_or_dead"
horizon_years = 10.0
start_state = "alive"
reference_strategy = "a"
states = [{ name = "alive" }, { name = "dead", absorbing = true }]
strategies = [{ name = "a" }, { name = "b" }]
[parameters.rate]
value = 0.1
unit = "per_year"
source = "assumption"
uncertainty = { family = "lognormal", log_standard_error = 0.2 }
[parameters.ratio]
value = 1.0
unit = "ratio"
source = "assumption"
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = "rate" }
hazard_ratios = [{ strategy = "b", value = "ratio" }]
[endpoints]
death_bc = ["death"]
TOML
cat >targets.csv <<'CSV'
target,endpoint,measure,strategy,comparator,time_years,value,ci_low,ci_high,source
T1,os,rr_alive,b,a,5,1.05,0.98,1.13,a test
T2,os,proportion,b,,5,0.6,0.5,0.7,a test
CSV
cat >explanations.toml <<'TOML'
schema = 1
fitted = ["T1"]
held_out = ["T2"]
[horizons]
targets = ["T1"]
years = [3, 5]
weights = [0.5, 0.5]
source = "assumption"
[[explanations]]
name = "nothing"
[[explanations]]
name = "effect"
[[explanations.free]]
parameter = "ratio"
prior = { family = "lognormal", median = 1, sdlog = 0.3 }
source = "assumption"
TOML
weigh=("$ibtr" weigh model.toml --explanations explanations.toml --targets targets.csv)

expect 0 "12 of 12 draws have every number" "${weigh[@]}" --draws 12 --out whole
for file in weigh weigh_parameters weigh_targets weigh_scores weigh_roots weigh_nodes weigh_interpolation; do
    [[ -s whole/$file.csv ]] || fail "no $file.csv"
done
[[ -s whole/summary.json && -s whole/manifest.json ]] || fail "no summary or manifest"
if grep -riE '(^|[^[:alnum:]_])[-+]?(nan|inf)($|[^[:alnum:]_])' whole; then fail "the above is no number"; fi

# Threads, and a run that goes on from fewer draws, leave the same bytes; so does one whose draws are all there.
expect 0 "" "${weigh[@]}" --draws 12 --threads 3 --out threads
expect 0 "" "${weigh[@]}" --draws 5 --out parts
expect 0 "" "${weigh[@]}" --draws 12 --out parts --resume
expect 0 "" "${weigh[@]}" --draws 12 --out parts --resume --threads 2
for folder in threads parts; do
    for file in whole/*.csv whole/summary.json; do cmp "$file" "$folder/${file#whole/}" || fail "$folder differs"; done
done

# Draws of another run.
printf 'rate\n0.1\n0.2\n0.3\n' >posterior.csv
expect 0 "3 of 3 draws" "${weigh[@]}" --posterior posterior.csv --out drawn
expect 2 "is of other configs, explanations, targets or draws" "${weigh[@]}" --posterior posterior.csv --out parts --resume
expect 2 "4 are asked for" "${weigh[@]}" --posterior posterior.csv --draws 4 --out none
printf 'rate,weight\n0.1,1\n0.2,2\n' >weighted.csv
expect 2 "equal weight" "${weigh[@]}" --posterior weighted.csv --out none
printf 'rat\n0.1\n0.2\n' >misspelt.csv
expect 2 "nearest: 'rate'" "${weigh[@]}" --posterior misspelt.csv --out none
# A draw in which the model is none is counted and left out; of no two that are left nothing can be said.
printf 'rate\n0.1\n-1\n0.3\n' >illegal.csv
expect 0 "2 of 3 draws have every number" "${weigh[@]}" --posterior illegal.csv --out some
printf 'rate\n0.1\n-1\n' >illegal.csv
expect 2 "two are the fewest" "${weigh[@]}" --posterior illegal.csv --out none

head -2 targets.csv >one.csv
expect 2 "target 'T2' is unknown" "$ibtr" weigh model.toml --explanations explanations.toml --targets one.csv --out none
expect 2 "no such file" "$ibtr" weigh model.toml --explanations nothing.toml --targets targets.csv --out none
expect 2 "give --out" "${weigh[@]}" --resume
# Unknown times are at most 20, each once, of at most 100 years: those at the bounds are read (and end where a target is
# not there), those beyond are refused at their line.
horizons() {  # horizons YEARS...: a file of explanations with these, of equal weight
    local years weights
    years=$(IFS=,; echo "$*")
    weights=$(awk -v n=$# 'BEGIN { for (i = 1; i <= n; ++i) printf "%s%.17g", (i > 1 ? "," : ""), 1 / n }')
    sed "s/^years = .*/years = [$years]/; s/^weights = .*/weights = [$weights]/" explanations.toml >horizons.toml
}
of_horizons=("$ibtr" weigh model.toml --explanations horizons.toml --targets one.csv --out none)
horizons {1..20}
expect 2 "target 'T2' is unknown" "${of_horizons[@]}"
horizons 3 100
expect 2 "target 'T2' is unknown" "${of_horizons[@]}"
refusal="horizons.toml:6: horizons.years: expected at most 20 different numbers of at most 100 years"
horizons {1..21}
expect 2 "$refusal" "${of_horizons[@]}"
horizons 3 100.1
expect 2 "$refusal" "${of_horizons[@]}"
horizons 3 5 3
expect 2 "$refusal" "${of_horizons[@]}"
horizons 0 5
expect 2 "horizons.toml:4: horizons: expected .years. above 0" "${of_horizons[@]}"

sed -i 's/"T2"/"T1"/' explanations.toml
expect 2 "explanations.toml:2: fitted: target T1 is named twice" "${weigh[@]}" --out none
