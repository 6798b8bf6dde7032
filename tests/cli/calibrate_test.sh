#!/usr/bin/env bash
# What ibtr calibrate writes is what psa reads: optimum and posterior sample.  calibrate_test.sh IBTR PLANTED
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 planted=$2
# Alive at five years is share_cured, with no Monte Carlo error of patients: psa's mean of it is its mean of the parameter.
"$ibtr" calibrate "$planted/cure.toml" --sample 500 --threads 1 --out fitted --quiet
for file in calibration parameters posterior trace; do
    [[ -s fitted/$file.csv ]] || fail "no $file.csv"
done
awk -F, 'NR == 1 { if ($0 != "share_cured,weight") exit 1; next }
    { sum += $2; mean += $1 * $2 } END { if (sum < 1 - 1e-9 || sum > 1 + 1e-9) exit 1; printf "%.9f\n", mean }' \
    fitted/posterior.csv >mean || fail "posterior.csv: columns, or weights that do not sum to 1"
posterior_mean=$(<mean)
awk -F, -v mean="$posterior_mean" '$1 == "share_cured" { found = 1; exit !($8 > mean - 1e-8 && $8 < mean + 1e-8) }
    END { exit !found }' fitted/parameters.csv || fail "parameters.csv has another posterior mean than posterior.csv"

# The optimum is the calibrated config's base case, to the exact solver's last digits.
"$ibtr" exact fitted/calibrated.toml --out solved --quiet --no-figure
optimum=$(awk -F, '$1 == "share_cured" { print $7 }' fitted/parameters.csv)
awk -F, -v optimum="$optimum" '$1 == "a" && $2 == "all" && $4 == "os" && $5 == 5 { found = 1
    exit !($6 > optimum - 1e-6 && $6 < optimum + 1e-6) } END { exit !found }' solved/curves.csv || fail "base case is not the optimum"

# 4,000 draws of rows by weight: within five standard errors of the mean (error rate 6e-7), as psa itself states them. The
# base case, 0.3, lies far outside, so that draws of anything but the posterior would show.
"$ibtr" psa fitted/calibrated.toml --draws 4000 --patients 20 --threads 1 --out drawn --quiet --no-figure
awk -F, -v mean="$posterior_mean" '
    NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i; next }
    $column["strategy"] == "a" && $column["endpoint"] == "os" && $column["time_years"] == 5 && $column["measure"] == "value" {
        found = 1
        off = ($column["mean"] - mean) / $column["mean_se"]
        printf "psa %.5f, posterior %.5f, %.2f standard errors\n", $column["mean"], mean, off
        if (off < -5 || off > 5 || (mean - 0.3) / $column["mean_se"] < 10) exit 1
    }
    END { exit !found }' drawn/psa_summary.csv || fail "psa's mean is not the posterior's"

# --solve-marginals: in every row of the sample the solved parameter goes with the free one, to 1e-4 of the logarithm, and
# the free one is not solved for (survival of 0.9 would make its rate 0.0211).
"$ibtr" calibrate "$planted/marginal.toml" --solve-marginals --sample 50 --threads 2 --out solved_too --quiet
awk -F, 'NR == 1 { if ($0 != "rate,ratio,weight") exit 1; next }
    { off = log((1 - exp(-5 * $1 * $2)) / (1 - exp(-5 * $1)) / 0.7); if (off > 1.01e-4 || off < -1.01e-4) exit 1
      if ($1 < low || NR == 2) low = $1; if ($1 > high) high = $1 }
    END { exit !(NR == 51 && low > 0.03 && high > 1.1 * low) }' solved_too/posterior.csv || fail "rows that miss the published ratio"
