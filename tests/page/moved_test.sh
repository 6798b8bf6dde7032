#!/usr/bin/env bash
# Parameters that a page moves, in multipliers and weights alone, give the digest and the numbers of `ibtr run` with the same
# values by --set: every curve and paired difference at the landmarks, with its Monte Carlo error, of every group and
# population. Numbers agree to 1e-9, for sums are in another order; a value that is another by a thousandth is told.
#   moved_test.sh IBTR PAGE_COHORT_DATA CONFIGS
set -euo pipefail
ibtr=$1 page_data=$2 configs=$3
here=$(dirname "$0")
command -v node >/dev/null || { echo "skipped: no node"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

failures=0
# The config, women, then KEY=VALUE of what is moved: ratios, a mechanism, shares; ratios of a published median by an
# expression; shares of a case mix and of the population, by
# parameters and written in place.
while read -r config women moved; do
    "$page_data" "$configs/$config.toml" "$work" >"$work/said"
    if [[ -s $work/said ]]; then
        cat "$work/said"
        exit 77
    fi
    sets=()
    for one in $moved; do sets+=(--set "$one"); done
    "$ibtr" run "$configs/$config.toml" --patients "$women" --seed 7 --no-exact --no-figure --out "$work/run" --force --quiet "${sets[@]}"
    native=$(sed -n 's/.*"tally_digest": "\(.*\)".*/\1/p' "$work/run/manifest.json")
    # shellcheck disable=SC2086
    node "$here/moved_in_node.js" "$work" "$women" 7 $moved >"$work/page"
    page=$(sed -n 's/^digest //p' "$work/page")
    if [[ $page != "$native" ]]; then
        echo "FAIL $config $moved: $page in the page's engine, $native by ibtr run"
        failures=$((failures + 1))
    fi
    first=${moved%% *}
    # shellcheck disable=SC2086
    if [[ $(node "$here/moved_in_node.js" "$work" "$women" 7 $moved "${first%=*}=$(awk "BEGIN { print ${first#*=} * 1.001 }")" | head -1) == "digest $native" ]]; then
        echo "FAIL $config: the digest is the same with another $first"
        failures=$((failures + 1))
    fi
    # Rows of both by key; in contrasts.csv only `rd`, the first comparator. A page's difference is strategy minus reference;
    # rd is of those without the event, with the other sign where a curve begins at 0.
    awk -F, 'FNR > 1 && FILENAME ~ /curves/ { print "curve", $1, $2, $3, $4, $5 + 0, $6, $7; if ($5 == 0) start[$4] = $6 }
             FNR > 1 && FILENAME ~ /contrasts/ && $7 == "rd" && $8 != "" {
                 print "difference", $1, $3, $4, $5, $6 + 0, start[$5] == 1 ? $8 : sprintf("%.17g", -$8), $9 }' \
        "$work/run/curves.csv" "$work/run/contrasts.csv" | sort >"$work/native_rows"
    awk '{ key = $1 " " $2 " " $3 " " $4 " " $5 " " $6 }
         NR == FNR { value[key] = $7; error[key] = $8; next }
         $1 == "digest" { next }
         !(key in value) { if ($1 == "curve") { print "FAIL no row", key; bad = 1 } next }
         { d = $7 - value[key]; e = $8 - error[key]; rows[$1]++ }
         d > 1e-9 || d < -1e-9 || e > 1e-9 || e < -1e-9 { print "FAIL", $0, "ibtr run:", value[key], error[key]; bad = 1 }
         END { print "compared:", rows["curve"], "curves", rows["difference"], "differences"; exit bad || rows["curve"] < 6 || rows["difference"] < 4 }' \
        "$work/native_rows" "$work/page" || failures=$((failures + 1))
    echo "$config, $women women: $page"
done <<'STATES'
ibtr 20000 parameters.hr_local_repeat_bcs=3.1 parameters.hr_local_repeat_bcs_rt=0.9 parameters.theta=0.7 parameters.share_repeat_rt=0.6
ibtr 20000 parameters.hr_local_repeat_bcs=0.6 parameters.theta=0 factors.age_band.probabilities=[0.3,0.2,0.4,0.1]
scenarios/selection_gentile 200000 parameters.hr_distant_over_2_cm=2 case_mix[2].probabilities=[0.7,0.3] factors.size.probabilities=[0.6,0.4]
evidence_model 100000 parameters.hr_distant_luminal_b=4 parameters.published_median_her2_months=30 parameters.hr_local_true_recurrence=2.5 parameters.hr_death_other_repeat_rt=1.2 parameters.share_repeat_bcs=0.4
evidence_model 100000 factors.biology.rows[5].probabilities=[0.1,0.9] parameters.theta=0.8
scenarios/selection_needed 200000 parameters.hr_distant_over_2_cm=2 parameters.selection_odds_ratio=2.5 parameters.selection_share=0.3
STATES
exit $((failures > 0))
