#!/usr/bin/env bash
# ibtr sensitivity: the numbers of its files against a model that can be solved by hand, worked out here in awk.
#   sensitivity_numbers_test.sh IBTR
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1

# One hazard of death h, h r under the new strategy, for ten years; QALYs of 0.6 a year, u under the new one, which
# costs price + extra at time zero. With Y(h) = (1 - exp(-10 h)) / h the new strategy is ahead by
#     20000 (u Y(h r) - 0.6 Y(h)) - price - extra.
model() {  # model UNCERTAINTY_OF_RATE UNCERTAINTY_OF_RATIO
    cat <<TOML
schema = 1
name = "by_hand"
horizon_years = 10
grid_per_year = 1
landmarks_years = [10]
patients = 1000
seed = 3
start_state = "alive"
reference_strategy = "usual"
[parameters]
rate = { value = 0.1, unit = "per_year", source = "assumption"$1 }
ratio = { value = 0.8, unit = "ratio", source = "assumption"$2 }
utility = { value = 0.7, unit = "none", source = "assumption", uncertainty = { family = "normal", standard_error = 0.03 } }
price = { value = 18000, unit = "none", source = "assumption", uncertainty = { family = "normal", standard_error = 3000 } }
extra = { value = 1500, unit = "none", source = "assumption", uncertainty = { family = "normal", standard_error = 250 } }
[[states]]
name = "alive"
[[states]]
name = "dead"
absorbing = true
[[strategies]]
name = "usual"
[[strategies]]
name = "new"
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
hazard = { family = "exponential", rate_per_year = "rate" }
hazard_ratios = [{ strategy = "new", value = "ratio" }]
[endpoints]
death_bc = ["death"]
[economics]
currency = "EUR"
willingness_to_pay = [20000]
[[economics.utilities]]
state = "alive"
value = 0.6
source = "assumption"
[[economics.utilities]]
state = "alive"
strategy = "new"
value = "utility"
[[economics.costs]]
strategy = "new"
value = "price"
[[economics.costs]]
strategy = "new"
value = "extra"
TOML
}
model ', uncertainty = { family = "normal", standard_error = 0.01 }' \
    ', uncertainty = { family = "normal", standard_error = 0.05 }' >curved.toml
model "" "" >straight.toml

cat >formulas.awk <<'AWK'
function years(h) { return (1 - exp(-10 * h)) / h }
function ahead(h, r, u, p, e) { return 20000 * (u * years(h * r) - 0.6 * years(h)) - p - e }
function size(x) { return x < 0 ? -x : x }
function near(what, found, wanted, tolerance) {
    checks++
    if (size(found - wanted) <= tolerance) return
    printf "%s: %s instead of %s\n", what, found, wanted > "/dev/stderr"
    failed = 1
}
# E max(0, X) - max(0, E X) of a normal X, by the trapezoid rule: exact to 1e-6 of sd.
function normal_loss(m, sd,   k, z, x, sum) {
    for (k = -8000; k <= 8000; k++) { z = k / 1000; x = m + sd * z; if (x > 0) sum += x * exp(-z * z / 2) / 2506.628275 }
    return sum - (m > 0 ? m : 0)
}
function set_base() { v["rate"] = 0.1; v["ratio"] = 0.8; v["utility"] = 0.7; v["price"] = 18000; v["extra"] = 1500 }
function here() { return ahead(v["rate"], v["ratio"], v["utility"], v["price"], v["extra"]) }
function want(n) { if (checks != n) { printf "%d checks, not %d\n", checks, n > "/dev/stderr"; failed = 1 } }
AWK
check() {  # check FILE COUNT PROGRAM: COUNT comparisons, all within tolerance
    awk -F, "$(cat formulas.awk) $3 END { want($2); exit failed }" "$1" || fail "$1: see above"
}

difference=new:net_benefit.20000:difference:10
"$ibtr" sensitivity curved.toml --quiet --no-figure --out curved --method one-way,two-way,ranks --vary utility,price \
    --points 5 --draws 300 --value net_benefit --value rmst --outcome $difference --outcome new:os:rr_alive:10

# The tornado: both ends of five parameters, and the base case, of two outcomes; limits at 1.959964 standard errors. The
# exact solver has seven digits and more.
check curved/one_way.csv 60 '
    BEGIN { se["rate"] = 0.01; se["ratio"] = 0.05; se["utility"] = 0.03; se["price"] = 3000; se["extra"] = 250 }
    function outcome() { return $4 == "os" ? exp(-10 * v["rate"] * (v["ratio"] - 1)) : here() }
    NR > 1 {
        unit = $4 == "os" ? 1e-6 : 0.01
        set_base(); base = v[$7]; near("base of " $7, $14, outcome(), unit)
        near("low " $7, $9, base - 1.95996398 * se[$7], 1e-7 * base)
        near("high " $7, $11, base + 1.95996398 * se[$7], 1e-7 * base)
        v[$7] = $9; low = outcome(); near("at low " $7, $13, low, unit)
        v[$7] = $11; high = outcome(); near("at high " $7, $15, high, unit)
        near("swing of " $7, $16, size(high - low), 2 * unit)
    }'
# Where the preferred strategy changes the difference is 0: a millionth of the parameter times a slope of at most 200,000
# a unit of it. By years of life the new strategy is the better one up to r = 1, which is no likely value.
changes=$(($(wc -l <curved/thresholds.csv) - 1))
((changes >= 3)) || fail "$changes thresholds"
check curved/thresholds.csv "$changes" '
    NR > 1 { set_base(); v[$2] = $4; near("threshold of " $2, here(), 0, 0.5) }'
grep -q '^net_benefit:20000,price,none,[0-9.]*,new,usual$' curved/thresholds.csv || fail "no price is too high"
grep -q '^rmst' curved/thresholds.csv && fail "a threshold by years of life"
check curved/two_way.csv 101 '
    NR > 1 {
        set_base(); v["utility"] = $7; v["price"] = $8
        if ($4 == "os") { near("grid", $9, exp(0.2), 1e-6); next }
        near("grid", $9, here(), 0.01)
        near("best by net benefit", $10 == "new", here() > 0, 0)
        near("best by years", $11 == "new", 1, 0)
    }
    NR == 1 { near("columns", $10 == "best_by_net_benefit:20000" && $11 == "best_by_rmst", 1, 0) }'
# Every draw: its outcomes follow from its parameters.
[[ $(head -n 1 curved/draws.csv) == draw,rate,ratio,utility,price,extra,$difference,new:os:rr_alive:10 ]] || fail "columns"
check curved/draws.csv 600 '
    NR > 1 { near("draw", $7, ahead($2, $3, $4, $5, $6), 0.01); near("draw", $8, exp(-10 * $2 * ($3 - 1)), 1e-6) }'

# Partial rank correlations from the inverse R^-1 of the rank correlations: -R^-1_iy / sqrt(R^-1_ii R^-1_yy).
awk -F, '
    NR > 1 { n++; for (j = 1; j <= 6; j++) x[j, n] = $(j + 1) }
    function rank_of(j, i,   k, r) { r = 1; for (k = 1; k <= n; k++) if (x[j, k] < x[j, i]) r++; return r }
    END {
        for (j = 1; j <= 6; j++) for (i = 1; i <= n; i++) rank[j, i] = rank_of(j, i) - (n + 1) / 2
        for (a = 1; a <= 6; a++) for (b = 1; b <= 6; b++) {
            m[a, b] = 0; m[a, b + 6] = a == b
            for (i = 1; i <= n; i++) m[a, b] += rank[a, i] * rank[b, i]
        }
        for (c = 1; c <= 6; c++) {
            pivot = m[c, c]; for (k = 1; k <= 12; k++) m[c, k] /= pivot
            for (r = 1; r <= 6; r++) if (r != c) { f = m[r, c]; for (k = 1; k <= 12; k++) m[r, k] -= f * m[c, k] }
        }
        split("rate ratio utility price extra", name, " ")
        for (j = 1; j <= 5; j++) printf "%s,%.9f\n", name[j], -m[j, 12] / sqrt(m[j, 6 + j] * m[6, 12])
    }' curved/draws.csv >ranks
awk -F, 'NR > 1 && $4 != "os" { printf "%s,%s\n", $7, $8 }' curved/ranks.csv | paste -d, ranks - |
    awk -F, '{ if ($1 != $3 || $2 - $4 > 1e-8 || $4 - $2 > 1e-8) exit 1; n++ } END { exit n != 5 }' ||
    fail "rank correlations: $(paste ranks curved/ranks.csv)"

# Where survival is known the difference is a sum of three independent normal parts, of standard deviation 20,000 Y(h r)
# 0.03, 3,000 and 250. Shares of the variance, first-order and total, and values of information are then known; five
# standard errors of each, which must be small enough to tell anything.
"$ibtr" sensitivity straight.toml --quiet --no-figure --out straight --method ranks,sobol,evppi --draws 2000 \
    --pairs 2000 --value net_benefit --outcome $difference
cat >>formulas.awk <<'AWK'
BEGIN { part["utility"] = 20000 * years(0.08) * 0.03; part["price"] = 3000; part["extra"] = 250
        for (p in part) variance += part[p] ^ 2
        set_base(); mean = here() }
function share(p) { return part[p] ^ 2 / variance }
AWK
check straight/sobol.csv 12 '
    NR > 1 { near("first order of " $7, $8, share($7), 5 * $9); near("total of " $7, $10, share($7), 5 * $11)
             near("error", $9, 0, 0.05); near("error", $11, 0, 0.05) }'
check straight/ranks.csv 6 '
    NR > 1 { near("variance share of " $7, $11, share($7), 5 * $12 + 0.002); near("error", $12, 0, 0.03) }'
check straight/evppi.csv 8 '
    NR > 1 { near("information on " $1, $3, normal_loss(mean, $1 == "all" ? sqrt(variance) : part[$1]), 5 * $4 + 0.01)
             near("error", $4, 0, 150) }'
