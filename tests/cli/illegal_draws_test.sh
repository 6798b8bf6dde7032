#!/usr/bin/env bash
# What stops an analysis of draws is named with the draw and its distribution, at once and with a way out.
# illegal_draws_test.sh IBTR
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/preamble.sh"
source "$here/two_states.sh"
ibtr=$1
number() { sed -n "s/.*\"$2\": *\([0-9]*\).*/\1/p" "$1" | head -1; }

# A utility beyond 1 was drawn from a normal: P(u > 1) = 0.16, so that ten draws are enough to meet one.
two_states '{ family = "exponential", rate_per_year = 0.05 }' '
[parameters.u]
value = 0.95
unit = "none"
source = "assumption"
uncertainty = { family = "normal", standard_error = 0.05 }
[economics]
currency = "X"
willingness_to_pay = [0, 100]
source = "assumption"
[[economics.utilities]]
state = "alive"
value = "u"' >utility.toml
expect 2 "parameter draw [0-9]*: parameters.u: is 1.0.*economics.utilities.*drawn from normal" \
    "$ibtr" psa utility.toml --draws 200 --patients 50
expect 2 "parameter draw [0-9]*: parameters.u: is 1.0.*drawn from normal" \
    "$ibtr" sensitivity utility.toml --method ranks --draws 200

# A spline that falls in some draws: its coefficients are named. Left out on request, up to 1 %.
spline() {
    two_states '{ family = "royston_parmar", gamma = ["g0", "g1"], knots_log_years = [-1.0, 1.5] }' "
[parameters.g0]
value = -2.0
unit = \"log_ratio\"
source = \"assumption\"
[parameters.g1]
value = 1.2
unit = \"none\"
source = \"assumption\"
[[joint_uncertainty]]
family = \"multivariate_normal\"
parameters = [\"g0\", \"g1\"]
covariance = [[0.01, 0.0], [0.0, $1]]
source = \"assumption\""
}
spline 0.36 >many.toml  # P(g1 <= 0) = Phi(-2) = 0.0228
spline 0.25 >few.toml   # Phi(-2.4) = 0.0082
expect 2 "parameter draw [0-9]*: .*does not rise.*g1 = -.*drawn from normal" "$ibtr" psa many.toml --draws 400 --patients 50
expect 2 "at most 1 % may be left out" "$ibtr" psa many.toml --draws 4000 --patients 50 --leave-out-illegal-draws
expect 2 "is for --design mc" "$ibtr" psa few.toml --draws 64 --design sobol --leave-out-illegal-draws
expect 0 "points were not legal in the model and left out" \
    "$ibtr" psa few.toml --draws 2000 --patients 50 --leave-out-illegal-draws --no-figure --out few
left_out=$(number few/manifest.json left_out)
# Of 2,016 points 16.5 are expected, with a standard deviation of 4.
((left_out >= 3 && left_out <= 20)) || fail "$left_out points left out"
[[ $(number few/summary.json left_out) == "$left_out" && $(number few/manifest.json kept) == 2000 ]] || fail "summary and manifest"
expect 2 "of another analysis; illegal_draws" "$ibtr" psa few.toml --draws 2000 --patients 50 --resume few
expect 0 "left out" "$ibtr" psa --resume few --no-figure

# Draws without an illegal one are the same with the option.
for option in "" --leave-out-illegal-draws; do
    # shellcheck disable=SC2086
    "$ibtr" psa few.toml --draws 8 --patients 50 --no-figure --quiet --force --out "same$option" $option 2>/dev/null
done
cmp -s same/psa_summary.csv same--leave-out-illegal-draws/psa_summary.csv || fail "legal draws differ with the option"

# Shares drawn from Dirichlet(90, 9, 1): one number of patients does for all draws, and is named before any is simulated.
two_states '{ family = "exponential", rate_per_year = 0.05 }' '
factors = [{ name = "f", levels = ["l0", "l1", "l2"], probabilities = ["p0", "p1", "p2"], source = "assumption" }]
parameters = { p0 = { value = 0.9, unit = "probability", source = "assumption" }, p1 = { value = 0.09, unit = "probability", source = "assumption" }, p2 = { value = 0.01, unit = "probability", source = "assumption" } }
joint_uncertainty = [{ family = "dirichlet", parameters = ["p0", "p1", "p2"], sample_size = 100, source = "assumption" }]' |
    awk '/^factors|^parameters|^joint/ { top = top $0 "\n"; next } { rest = rest $0 "\n" } END { print top rest }' >shares.toml
expect 2 "or more is enough for all of them" "$ibtr" psa shares.toml --draws 100 --patients 50
enough=$(sed -n 's/.*--patients \([0-9]*\) or more is enough.*/\1/p' output)
expect 0 "" "$ibtr" psa shares.toml --draws 100 --patients "$enough" --no-figure --quiet --out shares
expect 0 "" "$ibtr" psa shares.toml --draws 100 --patients "$((enough + 1))" --no-figure --quiet --force --out shares
