# Stages negative_control and bias of scripts/findings: deaths from other causes, which a choice by health moves and no mechanism.
# shellcheck shell=bash disable=SC2154

# What published pairs of overall and disease-specific hazard ratios say of deaths from other causes. Hazards of death
# add up, so HR = w HR_cancer + (1 - w) HR_other with w the share of the comparator's deaths that is from the cancer. The
# variance of a log hazard ratio goes as one over the deaths (Schoenfeld 1981), so w is about the ratio of the two
# variances; other values of w are beside it. Cancer deaths are part of all deaths: the covariance of the two logarithms is
# w times the variance of the cancer's. low, high: 95 % interval with that covariance, by the delta method on the
# logarithm; low_widest, high_widest: the widest over correlations of 0 to 1. Where w makes HR_other 0 or less there is
# none: no such w goes with the pair's central values.
bounds_of_other_deaths() {
    awk -v OFS=, '
        # Fields of a line of CSV, quotes taken away, into `cells`.
        function split_csv(line, cells,    n, i, c, quoted, cell) {
            n = 0; cell = ""; quoted = 0
            for (i = 1; i <= length(line); ++i) {
                c = substr(line, i, 1)
                if (c == "\"") quoted = !quoted
                else if (c == "," && !quoted) { cells[++n] = cell; cell = "" }
                else cell = cell c
            }
            cells[++n] = cell
        }
        function log_error(id) { return log(high[id] / low[id]) / (2 * 1.959964) }
        function half_width(correlation,    v) {
            v = (all * all * s_all * s_all + w * w * cancer * cancer * s_cancer * s_cancer \
                - 2 * correlation * w * all * cancer * s_all * s_cancer) / (1 - w) ^ 2 / other ^ 2
            return 1.959964 * sqrt(v > 0 ? v : 0)
        }
        function line(basis,    own, i, widest) {
            other = (all - w * cancer) / (1 - w)
            if (other <= 0) { print name, basis, w, "", "", "", "", ""; return }
            own = w * s_cancer / s_all
            widest = 0
            for (i = 0; i <= 20; ++i) if (half_width(i / 20) > widest) widest = half_width(i / 20)
            if (own > 1) { print name, basis, w, other, "", "", other * exp(-widest), other * exp(widest); return }
            print name, basis, w, other, other * exp(-half_width(own)), other * exp(half_width(own)), other * exp(-widest), other * exp(widest)
        }
        { split_csv($0, cells); value[cells[1]] = cells[6]; low[cells[1]] = cells[7]; high[cells[1]] = cells[8] }
        END {
            print "comparison,basis,share_of_cancer,hr_other,low,high,low_widest,high_widest"
            count = split("SEER_1973_2013:E11-01:E11-02 SEER_small:E11-08:E11-09 SEER_small_no_radiotherapy:E11-10:E11-11 Korea_matched:E11-18:E11-19", pairs, " ")
            for (p = 1; p <= count; ++p) {
                split(pairs[p], part, ":")
                name = part[1]; all = value[part[2]]; cancer = value[part[3]]
                s_all = log_error(part[2]); s_cancer = log_error(part[3])
                w = s_all * s_all / (s_cancer * s_cancer); line("widths_of_the_intervals")
                for (tenth = 3; tenth <= 9; ++tenth) { w = tenth / 10; line("given") }
            }
        }' configs/evidence/evidence.csv
}

# What each explanation makes of it at ten years, crude: hazard ratios of death from all causes, the cancer and other
# causes by the exact solver, the share of cancer in the deaths after mastectomy, and the formula beside the third.
stage_negative_control() {
    bounds_of_other_deaths >"$out/negative_control.csv"
    local value
    predicted_control() {  # predicted_control NAME CONFIG OPTION...
        local name=$1 config=$2
        shift 2
        echo "negative control: $name" >&2
        "$binary" exact "$config" --set grid_per_year=12 --set 'landmarks_years=[10]' --out "$work/exact" --force --quiet --no-figure "$@"
        awk -F, -v OFS=, -v name="$name" '
            FNR == 1 { file += 1; next }
            file == 1 && $1 == "repeat_bcs_as_practised" && $2 == "mastectomy" && $3 == "all" && $6 == 10 && $7 == "hr" {
                if (!(($5, "found") in hr) || $4 == "as_observed") { hr[$5, "found"] = 1; hr[$5] = $8 } }
            file == 2 && $1 == "mastectomy" && $2 == "all" && $5 == 10 {
                if (!(($4, "found") in share) || $3 == "as_observed") { share[$4, "found"] = 1; share[$4] = $6 } }
            END { w = share["cif_death_bc"] / (share["cif_death_bc"] + share["cif_death_other"])
                  formula = (hr["os"] - w * hr["bcss"]) / (1 - w)
                  print name, w, hr["os"], hr["bcss"], hr["cif_death_other"], formula, formula - hr["cif_death_other"] }' \
            "$work/exact/contrasts.csv" "$work/exact/curves.csv"
    }
    {
        echo "explanation,share_of_cancer,hr_all,hr_cancer,hr_other,formula,error"
        predicted_control base "$base"
        predicted_control null $scenarios/null.toml
        predicted_control diversion_also_after_lr2_full $scenarios/niche_diversion_after_lr2.toml
        for value in diversion:phi direct_effect:theta; do
            predicted_control "${value%:*}_needed" "$base" --set "parameters.${value#*:}.value=$(needed_value "${value%:*}")"
        done
        predicted_control early_direct_effect_needed $scenarios/early_direct_effect.toml --set "parameters.theta.value=$(needed_value early_direct_effect)"
        predicted_control selection_subtype_needed $scenarios/selection_needed_subtype.toml --set "parameters.selection_odds_ratio.value=$(needed_value selection_subtype)"
        predicted_control selection_joint_needed $scenarios/selection_joint.toml --set "parameters.selection_odds_ratio.value=$(needed_value selection_joint)"
        predicted_control selection_joint_gentile $scenarios/selection_joint_gentile.toml
        predicted_control selection_seer $scenarios/selection_seer.toml
        for value in 0.2 0.5 2 5 1e6; do
            predicted_control "selection_health_$value" $scenarios/selection_health.toml --set "parameters.selection_odds_ratio.value=$value"
        done
        # The frail die ten times as often instead of three times.
        for value in 0.2 0.5 2 5; do
            predicted_control "selection_health_strong_$value" $scenarios/selection_health.toml --set "parameters.selection_odds_ratio.value=$value" --set parameters.hr_death_other_poor_health.value=10
        done
    } >"$work/negative_control_model.csv"
    mv "$work/negative_control_model.csv" "$out/"
}

# ---- E-values and surfaces of bias -------------------------------------------------------------------------

# V6 as a ratio of deaths at three mortalities after mastectomy (published, V5b; the base case's; one centre's, V7e), and
# V5a over V5b, the crude ratio of the same reviews' deaths; the surface is of the first.
stage_bias() {
    local name ratio low high risk
    model_risk=$(awk -F, '$1 == "V5b" { for (i = 1; i <= NF; ++i) if (at[i] == "base") print 1 - $i } NR == 1 { for (i = 1; i <= NF; ++i) at[i] = $i }' "$out/predicted.csv")
    {
        echo "of,asked,asked_low,asked_high,risk,ratio,low,high,e_value,e_value_interval"
        while read -r name ratio low high risk; do
            "$binary" bias --ratio "$ratio" --low "$low" --high "$high" ${risk:+--risk "$risk"} --out "$work/bias" --force --quiet
            [[ $name != V6_published_risk ]] || cp "$work/bias/bias.csv" "$out/bias_surface.csv"
            awk -v name="$name" -v OFS=, '
                /"asked"/ { part = "asked" } /"of_events"/ { part = "events" }
                { split($0, f, /: *|,/); gsub(/[ "]/, "", f[1]); if (f[1] in at) next }
                f[1] == "ratio" || f[1] == "low" || f[1] == "high" { value[part, f[1]] = f[2] }
                f[1] == "risk" || f[1] ~ /^e_value/ { value[f[1]] = f[2] == "null" ? "" : f[2] }
                END { print name, value["asked", "ratio"], value["asked", "low"], value["asked", "high"], value["risk"],
                          value["events", "ratio"], value["events", "low"], value["events", "high"], value["e_value"], value["e_value_interval"] }' \
                "$work/bias/summary.json"
        done <<ROWS
V6_published_risk 1.040 1.003 1.079 0.202
V6_model_risk 1.040 1.003 1.079 $model_risk
V6_centre_risk 1.040 1.003 1.079 0.307
V6_survivors 1.040 1.003 1.079
V5a_over_V5b $(crude_deaths)
ROWS
    } >"$work/bias.csv"
    mv "$work/bias.csv" "$out/"
    # Where so many of the women with mastectomy were unsuitable for repeat BCS, and none of the others: the ratio of their
    # risk that makes all of V6, 1 / R = 1 + p (g - 1) by Bross.
    awk -F, -v suitable="$(sed -n 's/^E11-35,\([^,]*,\)\{4\}\([0-9.]*\),.*/\2/p' configs/evidence/evidence.csv)" '
        BEGIN { print "of,unsuitable,ratio,outcome_ratio" }
        $1 == "V6_published_risk" { p = 1 - suitable / 100; printf "V6,%.4f,%s,%.6f\n", p, $6, 1 + (1 / $6 - 1) / p }' \
        "$out/bias.csv" >"$out/unsuitable.csv"
}
# Ratio of the pooled shares of deaths after repeat BCS and mastectomy, its interval by the errors of both on the log scale.
crude_deaths() {
    awk -F, '
        $1 == "V5a" || $1 == "V5b" { value[$1] = 1 - $11; error[$1] = log((1 - $12) / (1 - $13)) / (2 * 1.959964) }
        END { ratio = value["V5a"] / value["V5b"]; half = 1.959964 * sqrt(error["V5a"] ^ 2 + error["V5b"] ^ 2)
              printf "%.6f %.6f %.6f\n", ratio, ratio * exp(-half), ratio * exp(half) }' <(sed 's/"[^"]*"//g' configs/evidence/targets.csv)
}
