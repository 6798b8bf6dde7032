#!/usr/bin/env bash
# ibtr sensitivity: its files, the same whatever the threads, and its refusals.  sensitivity_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
analyse() {  # analyse FOLDER OPTION...
    "$ibtr" sensitivity "$configs/bench_markov.toml" --out "$@" --quiet
}
refused() {  # refused TEXT OPTION...
    local text=$1 status=0
    shift
    analyse refused "$@" 2>output || status=$?
    ((status == 2)) || fail "$*: exit $status"
    grep -q -- "$text" output || { cat output >&2; fail "$* does not say: $text"; }
    [[ ! -e refused ]] || fail "$*: a folder is left"
}

refused "nothing to vary"
analyse() { "$ibtr" sensitivity "$configs/ibtr.toml" --set grid_per_year=1 --out "$@" --quiet; }
refused "needs two parameters" --method two-way
refused "not a parameter with an uncertainty; there are: h_local" --method two-way --vary h_local,theta
refused "not a parameter with an uncertainty" --together h_local,nothing
refused "there is no measure 'rr' there; allowed: hr, rd" --outcome repeat_bcs:os:rr:10
refused "needs a study: --study" --method evsi
refused "'h_local': expected PARAMETER=LAW:SIZE" --method evsi --study h_local
refused "law 'poison': expected binomial" --method evsi --study h_local=poison:500
refused "a number of people is a whole one" --method evsi --study h_local=binomial:10.5
refused "size '0': expected a number above 0" --method evsi --study h_local=normal:0
refused "not a parameter with an uncertainty" --method evsi --study nothing=normal:1
refused "not an endpoint of which more is better" --value cif_local

all=(--method "one-way,two-way,ranks,sobol,evppi,evsi" --study h_local=poisson:500 --study h_local=poisson:500,h_distant=lognormal:0.1 --vary h_distant,h_local --points 3 --draws 60 --pairs 50 --together h_local,h_distant)
analyse one "${all[@]}" --threads 1 --no-figure
analyse two "${all[@]}" --threads 2 --no-figure
for file in one_way thresholds two_way ranks sobol evppi evsi draws; do
    cmp "one/$file.csv" "two/$file.csv" || fail "$file.csv depends on the number of threads"
done
# three contrasts of eight parameters; a header; nine points; EVPI, eight parameters and one pair
for expected in "one_way 25" "ranks 25" "sobol 25" "two_way 28" "evppi 11" "evsi 3" "draws 61"; do
    read -r file lines <<<"$expected"
    [[ $(wc -l <"one/$file.csv") == "$lines" ]] || fail "$file.csv has $(wc -l <"one/$file.csv") lines, not $lines"
done
analyse simulated --method one-way --by simulation --patients 2000 --no-figure
[[ $(wc -l <simulated/one_way.csv) == 25 ]] || fail "by simulation"
# By default: solved where that is fast, else simulated, with the numbers of either asked for.
by() { sed -n 's/.*"backend": *"\([a-z]*\)".*/\1/p' "$1/manifest.json" | head -1; }
analyse solved --method one-way --no-figure
analyse asked --method one-way --by exact --no-figure
[[ $(by solved) == exact ]] || fail "the base case is not solved but evaluated by $(by solved)"
cmp solved/one_way.csv asked/one_way.csv || fail "--by auto differs from --by exact"
analyse simulated --method one-way --patients 2000 --force --no-figure
[[ $(by simulated) == cpp ]] || fail "--patients are not simulated but evaluated by $(by simulated)"
expect 0 "by simulation, as exact solutions would take long" "$ibtr" sensitivity "$configs/models/colon.toml" \
    --method one-way --only c_lev_5fu --out colon --no-figure
# The best strategy is looked at first: levamisole, which the config names before it, changes no decision.
grep -q "^lev_5fu:net_benefit.10000:difference:30 = [0-9]* at the base case" output || fail "colon: what is looked at"
[[ $(by colon) == cpp ]] || fail "colon is evaluated by $(by colon)"
# As many women by default as leave no stratum empty, where 20,000 do not.
expect 0 "results in many" "$ibtr" sensitivity "$configs/evidence_model.toml" --set grid_per_year=1 --method one-way \
    --only h_local --by simulation --out many --no-figure
# --only: the named parameters alone are uncertain.
analyse few --method ranks --draws 50 --only h_local,h_distant --no-figure
[[ $(head -1 few/draws.csv | tr , '\n' | grep -c '^h_') == 2 ]] || { head -1 few/draws.csv >&2; fail "--only: parameters of draws.csv"; }
refused "theta: not a parameter with an uncertainty" --only theta
# One uncertain parameter: nothing is held beside it, and it is all that there is to explain.
analyse alone --method "one-way,ranks,sobol,evppi" --draws 50 --pairs 50 --only h_local --outcome mastectomy:cif_local:value:10 --no-figure
awk -F, 'NR == 2 { exit !($7 == "h_local" && $8 > 0.999 && $10 <= 1 && $11 > 0.999) }' alone/ranks.csv ||
    { cat alone/ranks.csv >&2; fail "--only h_local: recurrence does not rise with its own hazard"; }
