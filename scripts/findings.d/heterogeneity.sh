# Stages heterogeneity and ridge of scripts/findings: what the meta-analysis of V6 would show under each explanation.
# shellcheck shell=bash disable=SC2154

# The eleven studies whose arms are known (configs/evidence/study_designs.csv), or variants of them:
#   horizon=YEARS   of survival; mixed: 3, 5 and 10 years in turn. Women are followed a year longer than the longest
#   odds=R sd=S     odds ratio of selection on size, interval and subtype, and how much it differs between studies:
#                   standard deviation of its logarithm
#   radiotherapy=varied   to 4 to 84 % of women with repeat BCS, by study in the order of the file
#   estimate=counts events among all women of the arm, whether followed for so long or not
#   more=N          so many further studies of 60 and 100 women, followed as most are: a scenario, nobody knows their arms
design() {  # design FILE [KEY=VALUE...]
    local file=$1 horizon=5 odds=1 sd=0 radiotherapy="" estimate=km_counts more=0 setting
    shift
    for setting in "$@"; do local "${setting?}"; done
    awk -F, -v OFS=, -v horizon="$horizon" -v odds="$odds" -v sd="$sd" -v radiotherapy="$radiotherapy" -v estimate="$estimate" -v more="$more" '
        function row(study, strategy, women, accrual, repeat,    years, place, longest) {
            place = int((rows++) / 2)
            longest = horizon == "mixed" ? 10 : horizon
            years = horizon == "mixed" ? (place % 3 == 0 ? 3 : place % 3 == 1 ? 5 : 10) : horizon
            print study, strategy, women, accrual, (accrual + 1 > longest + 1 ? 1 : longest + 1 - accrual), "os", years, estimate,
                repeat ? odds OFS odds OFS odds OFS sd : OFS OFS OFS,
                repeat && radiotherapy != "" ? "repeat_bcs_rt" OFS 0.04 + 0.08 * place : OFS
        }
        NR == 1 {
            print "study,strategy,women,accrual_years,follow_up_years,endpoint,horizon_years,estimate,odds:size=upto_2_cm," \
                "odds:dfi=48_to_60_months|60_to_120_months|over_120_months,odds:subtype=luminal_a,selection_sd,other_strategy,other_share"
            next
        }
        { repeat = $2 != "mastectomy"; row($1, repeat && radiotherapy != "" ? "repeat_bcs" : $2, $3, $4, repeat) }
        END {
            for (i = 1; i <= more; ++i) {
                row("further " i, radiotherapy != "" ? "repeat_bcs" : "repeat_bcs_as_practised", 60, 8, 1)
                row("further " i, "mastectomy", 100, 8, 0)
            }
        }' configs/evidence/study_designs.csv >"$file"
}

# pooled_as REPLICATES CONFIG OPTION... -- DESIGN...: quantiles of the pooled ratio, I2 and tau, how often the first two are
# at least as published, and the joint density of both there with its error.
pooled_as() {
    local replicates=$1 config=$2 options=()
    shift 2
    rm -rf "$work/studies"
    while [[ $1 != -- ]]; do options+=("$1"); shift; done
    shift
    design "$work/design.csv" "$@"
    "$binary" studies "$config" --design "$work/design.csv" --published 1.040,70.8 --replicates "$replicates" --set grid_per_year=4 \
        --out "$work/studies" --force --quiet "${options[@]}"
    awk -F, -v OFS=, '
        FNR == NR { if ($3 == "estimate" || $3 == "i2" || $3 == "tau") line[$3] = $9 OFS $7 OFS $11; next }
        { split($0, part, /[:,] */); gsub(/[ "]/, "", part[1]); number[part[1]] = part[2] }
        END { print line["estimate"], line["i2"], line["tau"], number["share_at_least_published"], number["share_i2_at_least_published"],
                  number["density_at_published"], number["density_se"] }' \
        "$work/studies/studies_pooled.csv" "$work/studies/summary.json"
}
pooled_columns=ratio,ratio_low,ratio_high,i2,i2_low,i2_high,tau,tau_low,tau_high,share_ratio,share_i2,density,density_se

# Likelihood ratios to the null of the same studies, the last row before that is called so, or the table's first; and their
# error.
with_likelihood_ratios() {
    awk -F, -v OFS=, 'NR == 1 { print $0, "likelihood_ratio,likelihood_ratio_se"; next }
        NR == 2 || $1 ~ /^null/ { d = $(NF - 1); e = $NF; print $0, 1, 0; next }
        { ratio = $(NF - 1) / d; print $0, ratio, ($(NF - 1) > 0 ? ratio * sqrt((e / d) ^ 2 + ($NF / $(NF - 1)) ^ 2) : $NF / d) }'
}

stage_heterogeneity() {
    local phi theta early joint subtype replicates
    phi=$(needed_value diversion) theta=$(needed_value direct_effect) early=$(needed_value early_direct_effect)
    joint=$(needed_value selection_joint) subtype=$(needed_value selection_subtype)
    under() {  # under NAME CONFIG OPTION... -- DESIGN...
        local name=$1 numbers
        shift
        echo "heterogeneity: $name" >&2
        numbers=$(pooled_as "$replicates" "$@")
        echo "$name,$numbers"
    }
    {
        echo "scenario,$pooled_columns"
        replicates=40000  # every ratio has the null's error in it
        under null $scenarios/null.toml --
        replicates=10000
        under base "$base" --
        under diversion_needed "$base" --set "parameters.phi.value=$phi" --
        under diversion_full $scenarios/niche_diversion.toml --
        under diversion_also_after_lr2_full $scenarios/niche_diversion_after_lr2.toml --
        under direct_effect_needed "$base" --set "parameters.theta.value=$theta" --
        under early_direct_effect_needed $scenarios/early_direct_effect.toml --set "parameters.theta.value=$early" --
        under selection_subtype_needed $scenarios/selection_needed_subtype.toml --set "parameters.selection_odds_ratio.value=$subtype" --
        under selection_joint_needed $scenarios/selection_joint.toml --set "parameters.selection_odds_ratio.value=$joint" --
        under selection_joint_gentile $scenarios/selection_joint_gentile.toml --
        under selection_health_full $scenarios/selection_health.toml --set parameters.selection_odds_ratio.value=1e6 --
        under base_selection_differs "$base" -- sd=0.7
        under selection_joint_differs "$base" -- "odds=$joint" sd=0.7
        under diversion_selection_differs "$base" --set "parameters.phi.value=$phi" -- sd=0.7
        under direct_effect_selection_differs "$base" --set "parameters.theta.value=$theta" -- sd=0.7
        under base_radiotherapy_differs "$base" -- radiotherapy=varied
        under diversion_radiotherapy_differs "$base" --set "parameters.phi.value=$phi" -- radiotherapy=varied
        under base_horizons_differ "$base" -- horizon=mixed
        under diversion_horizons_differ "$base" --set "parameters.phi.value=$phi" -- horizon=mixed
        under diversion_counts "$base" --set "parameters.phi.value=$phi" -- estimate=counts
        replicates=40000
        under null_twenty_studies $scenarios/null.toml -- more=9
        replicates=10000
        under base_twenty_studies "$base" -- more=9
        under diversion_twenty_studies "$base" --set "parameters.phi.value=$phi" -- more=9
        under selection_joint_differs_twenty_studies "$base" -- "odds=$joint" sd=0.7 more=9
    } | with_likelihood_ratios >"$work/heterogeneity.csv"
    mv "$work/heterogeneity.csv" "$out/"
}

# Two numbers do not tell apart what makes them: densities over mean selection (or diversion), its spread between studies
# and the horizon.
stage_ridge() {
    local horizon sd odds phi numbers replicates=40000
    echo "ridge: 75 + 36 virtual meta-analyses" >&2
    {
        echo "phi,odds_ratio,selection_sd,horizon_years,$pooled_columns"
        for horizon in 5 3 10; do
            for sd in 0 0.4 0.7 1 1.4; do
                for odds in 1 0.7 1.4 2 3; do
                    numbers=$(pooled_as "$replicates" "$base" -- "horizon=$horizon" "odds=$odds" "sd=$sd")
                    echo "0,$odds,$sd,$horizon,$numbers"
                    replicates=2000  # the first row's error is in all ratios
                done
            done
            for sd in 0 0.4 0.7 1; do
                for phi in 0.4 0.7 1; do
                    numbers=$(pooled_as 2000 "$base" --set "parameters.phi.value=$phi" -- "horizon=$horizon" "sd=$sd")
                    echo "$phi,1,$sd,$horizon,$numbers"
                done
            done
        done
    } | with_likelihood_ratios >"$work/ridge.csv"
    mv "$work/ridge.csv" "$out/"
}
