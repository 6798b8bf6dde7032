#!/usr/bin/env bash
# What is ordinary raises no alarm and no refusal.  ordinary_results_test.sh IBTR
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/preamble.sh"
source "$here/two_states.sh"
ibtr=$1

# Law: a simulation without a fault raises no alarm. One death where 0.01 are expected has the binomial tail 0.00995, a
# normal score of 2.33; in 9.9 standard errors it looked impossible. Of 200 seeds two or three show it.
horizon_years=10 landmarks_years=1 patients=10000 two_states '{ family = "exponential", rate_per_year = 1e-6 }' >rare.toml
seen=0
for seed in $(seq 1 200); do
    "$ibtr" run rare.toml --seed "$seed" --backend cpp --no-figure --force --out rare >table 2>said
    grep -q "do not use" said && fail "seed $seed: $(cat said)"
    if grep -q "0.9999 " table && grep -q '"z": -*2.3' rare/summary.json; then seen=$((seen + 1)); fi
done
((seen >= 1)) || fail "no seed of 200 has shown a death"

# A spline that falls beyond the horizon only: S(1) = exp(-exp(s(0))) = 0.88604, S(2) = 0.83452 (closed form, with the
# natural spline s of Royston and Parmar 2002). At 4 years its slope is negative, and a horizon there is refused.
spline='{ family = "royston_parmar", gamma = [-2.0, 1.2, 0.28], knots_log_years = [-1.0, 0.5, 1.5] }'
horizon_years=2 landmarks_years=1,2 two_states "$spline" >spline.toml
expect 0 "" "$ibtr" exact spline.toml --no-figure --out spline
for value in "1,value,0.8860" "2,value,0.8345"; do
    grep "^std,.*,os,${value%%,*}," spline/curves.csv | grep -q ",${value##*,}" || fail "os at ${value%%,*} is not ${value##*,}"
done
expect 0 "" "$ibtr" run spline.toml --no-figure --out spline_run
horizon_years=4 landmarks_years=4 two_states "$spline" >falling.toml
expect 2 "does not rise at 3.*up to 4 years" "$ibtr" exact falling.toml

# A life table that ends with 1, as most published ones do, in a file with an open last age and decimal commas. Women of
# 60 live ten years with the hazards of ten ages: S(10) = 0.99^5 0.98^5.
{
    echo "Sterbetafel 2015"
    echo "Alter;qx"
    for age in 60 61 62 63 64; do echo "$age;0,01"; done
    for age in 65 66 67 68 69; do echo "$age;0,02"; done
    echo "70+;1"
} >table.csv
horizon_years=10 landmarks_years=10 clock=age two_states '{ family = "life_table", table = "t" }' '
[[factors]]
name = "age"
kind = "age"
bands_years = [[60, 60]]
probabilities = [1]
source = "assumption"
[life_tables.t]
file = "table.csv"
age_column = "Alter"
column = "qx"
source = "assumption"' >table.toml
expect 0 "" "$ibtr" exact table.toml --no-figure --out lived
awk -F, '$4 == "os" && $5 == 10 { found = $6 } END { exit !(found - 0.8596 < 1e-4 && 0.8596 - found < 1e-4) }' \
    lived/curves.csv || fail "S(10) of the life table: $(cat lived/curves.csv)"
