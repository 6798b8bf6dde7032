# Stage table of scripts/findings: what every other stage left of each explanation, side by side (explanations.csv).
# shellcheck shell=bash disable=SC2154

# cell TABLE COLUMN KEY=VALUE...: the field of the first row that has these values; nothing where there is none.
cell() {
    local table=$1 column=$2
    shift 2
    awk -F, -v column="$column" -v wanted="$*" '
        NR == 1 { for (i = 1; i <= NF; ++i) at[$i] = i; n = split(wanted, keys, " "); next }
        { for (k = 1; k <= n; ++k) { split(keys[k], pair, "="); if ($at[pair[1]] != pair[2]) next }
          print $at[column]; exit }' "$out/$table.csv"
}

# metastasis CONFIG OPTION...: its hazard after mastectomy net of death [per year], in year 1 and in years 6 to 10, as the
# Rotterdam series has them after a relapse (rotterdam/comparison.csv).
metastasis() {
    local config=$1
    shift
    "$binary" exact "$config" --set grid_per_year=4 --out "$work/exact" --force --quiet --no-figure "$@"
    awk -F, '$1 == "mastectomy" && $2 == "all" && $4 == "dmfs_net" && !($5 in free) { free[$5] = $6 }
        END { printf "%.6f,%.6f\n", -log(free[1]), log(free[5] / free[10]) / 5 }' "$work/exact/curves.csv"
}

# line NAME LABEL WEIGHED POOLED GENTILE CONTROL CONFIG OPTION...: one explanation by its names in weigh*.csv,
# heterogeneity.csv, gentile_best.csv and negative_control_model.csv ("-": it is not there), and its config.
line() {
    local name=$1 label=$2 weighed=$3 pooled=$4 gentile=$5 control=$6 years column row
    shift 6
    echo "table: $name" >&2
    row="$name,$label"
    for years in 3 5 10; do
        for column in prior_median prior_low prior_high; do
            row+=,$(cell weigh_targets $column explanation="$weighed" target=V6 use=fitted time_years=$years)
        done
    done
    for column in bayes_factor log10_bayes_factor_se; do
        row+=,$(cell weigh $column explanation="$weighed" targets=fitted horizon=mixture errors=main prior=main)
    done
    for column in ratio ratio_low ratio_high i2 i2_low i2_high likelihood_ratio likelihood_ratio_se; do
        row+=,$(cell heterogeneity $column scenario="$pooled")
    done
    for column in four three; do
        row+=,$(cell gentile_best gain_over_base explanation="$gentile" tests=$column follow_up_years=5 reported=always)
    done
    row+=,$(cell negative_control_model hr_other explanation="$control")
    row+=,$(metastasis "$@")
    for column in against_first against_first_se; do
        row+=,$(cell weigh_scores $column explanation="$weighed" horizon=mixture errors=main)
    done
    echo "$row"
}

stage_table() {
    local s=$scenarios
    {
        echo "explanation,label,v6_3,v6_3_low,v6_3_high,v6_5,v6_5_low,v6_5_high,v6_10,v6_10_low,v6_10_high,bayes_factor,log10_bayes_factor_se,pooled,pooled_low,pooled_high,i2,i2_low,i2_high,likelihood_ratio,likelihood_ratio_se,gentile_four,gentile_three,hr_other,metastasis_year_1,metastasis_years_6_to_10,held_out,held_out_se"
        line base "local recurrence alone" base base base base "$base"
        line null "the operations do not differ" null null null null $s/null.toml
        line diversion "niche diversion" diversion diversion_needed diversion diversion_needed "$base" --set "parameters.phi.value=$(needed_value diversion)"
        line diversion_after_lr2 "the same also after a second recurrence" diversion_after_lr2 diversion_also_after_lr2_full diversion_also_after_lr2 diversion_also_after_lr2_full $s/niche_diversion_after_lr2.toml
        line direct_effect "direct effect" direct_effect direct_effect_needed direct_effect direct_effect_needed "$base" --set "parameters.theta.value=$(needed_value direct_effect)"
        line early_direct_effect "direct effect in the first two years" early_direct_effect early_direct_effect_needed early_direct_effect early_direct_effect_needed \
            $s/early_direct_effect.toml --set "parameters.theta.value=$(needed_value early_direct_effect)"
        line selection_subtype "selection for luminal A" selection_subtype selection_subtype_needed - selection_subtype_needed \
            $s/selection_needed_subtype.toml --set "parameters.selection_odds_ratio.value=$(needed_value selection_subtype)"
        line selection_joint "selection on size interval and luminal A" selection_joint selection_joint_needed - selection_joint_needed \
            $s/selection_joint.toml --set "parameters.selection_odds_ratio.value=$(needed_value selection_joint)"
        line selection_one_centre "selection as one centre reports it" selection_one_centre selection_joint_gentile - selection_joint_gentile $s/selection_joint_gentile.toml
        line selection_health "selection for health" selection_health selection_health_full - selection_health_1e6 $s/selection_health.toml
    } >"$work/explanations.csv"
    mv "$work/explanations.csv" "$out/"
}
