#!/usr/bin/env bash
# ibtr cohort as a user meets it: files, exit codes, and a fragment that is a config.
#   command_test.sh IBTR REFERENCE
source "$(dirname "${BASH_SOURCE[0]}")/../cli/preamble.sh"
ibtr=$1 reference=$2

# The simulated histories with names, and people with times of events.
awk -F, 'NR == 1 { print "id,from,to,start_years,stop_years,arm"; next }
    { n[0] = ""; n[1] = "well"; n[2] = "ill"; n[3] = "dead"
      print $1 "," n[$2] "," n[$3] "," $4 "," $5 "," ($1 % 2 ? "new" : "old") }' "$reference/transitions.csv" >histories.csv
awk -F, 'NR == 1 { print "pid,tor,tod,tox,arm,age"; next }
    { print NR "," ($4 == 1 && $2 > 0.4 ? $2 / 2 : "NA") "," ($3 ? $2 : "NA") "," $2 "," $4 "," $5 }' "$reference/people.csv" >people.csv
wide=(people.csv --id pid --event relapse=tor --death tod --exit tox)
all_fits=()
for family in exponential weibull gompertz lognormal loglogistic gamma piecewise_constant; do all_fits+=(--fit "$family"); done

works_as_config() {  # works_as_config FOLDER: checked, simulated, solved and drawn from
    "$ibtr" check "$1/fragment.toml" >output 2>&1 || { cat output >&2; fail "$1/fragment.toml is refused"; }
    grep -q warning output && { cat output >&2; fail "$1/fragment.toml has warnings"; }
    "$ibtr" run "$1/fragment.toml" --patients 5000 --out run --force --no-figure >output 2>&1 || { cat output >&2; fail "run $1"; }
    "$ibtr" psa "$1/fragment.toml" --draws 3 --patients 500 --out psa --force --no-figure >output 2>&1 || { cat output >&2; fail "psa $1"; }
}

"$ibtr" cohort histories.csv --death dead --from ill --group arm --cox dead --covariates from,arm "${all_fits[@]}" --out long >output 2>messages ||
    { cat messages >&2; fail "histories"; }
for file in transitions rates survival log_rank occupancy cox fits; do [[ -s long/$file.csv ]] || fail "no $file.csv"; done
[[ -s long/manifest.json ]] || fail "no manifest"
if grep -riE '(^|[^[:alnum:]_])[-+]?(nan|inf)($|[^[:alnum:]_])' long; then fail "the above is no number"; fi
grep -q 'well_to_ill' output || fail "no table"
works_as_config long

# Each family alone gives a config too: parameters, units and errors of every kind.
for family in exponential weibull gompertz lognormal loglogistic gamma piecewise_constant; do
    "$ibtr" cohort "${wide[@]}" --fit "$family" --out one --force --quiet 2>messages || { cat messages >&2; fail "$family"; }
    works_as_config one
done
grep -q '"digest"' one/manifest.json || fail "the manifest does not name its file"
[[ ! -e one/cox.csv ]] || fail "cox.csv without --cox"

# A model of the fragment gives the cohort's own survival back, within three standard errors and what the fit leaves.
"$ibtr" cohort people.csv --id pid --death tod --exit tox --times 1,2,3 --fit piecewise_constant --out alone --quiet 2>/dev/null
"$ibtr" exact alone/fragment.toml --set grid_per_year=1 --set landmarks_years='[1,2,3]' --out exact --quiet --no-figure >/dev/null 2>&1
for t in 1 2 3; do
    seen=$(awk -F, -v t="$t" '$1 == "overall" && $5 == t { print $8 }' alone/survival.csv)
    made=$(awk -F, -v t="$t" 'NR == 1 { for (i = 1; i <= NF; ++i) c[$i] = i; next }
        $c["endpoint"] == "os" && $c["time_years"] == t { print $c["estimate"]; exit }' exact/curves.csv)
    awk -v a="$seen" -v b="$made" 'BEGIN { exit !(a != "" && b != "" && (a - b) ^ 2 < 0.02 ^ 2) }' ||
        fail "survival at $t years: seen $seen, made $made"
done

printf 'time_years,survival\n0,1\n0.5,0.95\n1,0.9\n2,0.8\n3,0.7\n4,0.65\n' >curve.csv
printf 'time_years,at_risk\n0,200\n2,150\n' >risk.csv
"$ibtr" cohort --curve curve.csv --at-risk risk.csv --times 1,2 --out curve --quiet 2>/dev/null || fail "published curve"
awk -F, '$1 == "overall" && $5 == 2 { exit !($8 > 0.79 && $8 < 0.81) }' curve/survival.csv || fail "the curve is not given back"
works_as_config curve

"$ibtr" cohort "${wide[@]}" --json --out json 2>/dev/null >output
[[ $(wc -l <output) == 1 ]] || fail "--json is not one line"

refused() {  # refused TEXT ARGUMENT...
    local text=$1
    shift
    expect 2 "$text" "$ibtr" cohort "$@" --out refused
    [[ ! -e refused ]] || fail "a folder is left by: $*"
}
refused "give a FILE of people, or a published curve"
refused "give a FILE of people, or a published curve" people.csv --curve curve.csv --at-risk risk.csv
refused "belong together" --curve curve.csv
refused "no such file" none.csv
refused "people.csv:1: needs a column for the state of a spell: 'from' is unknown" people.csv --id pid
refused "expected STATE=COLUMN" people.csv --event tor --exit tox
refused "needs --exit COLUMN" people.csv --event relapse=tor
refused "needs --event STATE=COLUMN or --death COLUMN" people.csv --exit tox
refused "one column of a file" people.csv --id pid --death tod --death tod --exit tox
refused "expected years" "${wide[@]}" --breaks 0,soon
refused "foo not in {time,sojourn}" "${wide[@]}" --clock foo
refused "levels; 1 to 50" "${wide[@]}" --group tox
refused "nobody is seen at risk of it" "${wide[@]}" --cox event_free --covariates age
refused "no covariate varies among those at risk" "${wide[@]}" --cox relapse --covariates from
sed '5s/^[^,]*,[^,]*,[^,]*/9,9,9/' people.csv >broken.csv
refused "broken.csv:5: tor: comes at 9, after the exit" broken.csv "${wide[@]:1}"
echo "ibtr cohort: as promised"
