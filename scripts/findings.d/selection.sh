# Stages of scripts/findings: V6 at several horizons, and selection on several factors at once.
# shellcheck shell=bash disable=SC2154

# ---- V6 at 3, 5 and 10 years -------------------------------------------------------------------------------

# evidence/targets.csv with V6 asked at each of three times, and other rows as they are: $work/horizons/evidence
horizon_targets() {  # horizon_targets TARGET...
    local row
    mkdir -p "$work/horizons/evidence"
    cp configs/evidence/evidence.csv "$work/horizons/evidence/"
    {
        head -1 configs/evidence/targets.csv
        for row in 3 5 10; do
            sed -n "s/^V6,\(.*,rr_alive,repeat_bcs_as_practised,mastectomy,,,\)5,/V6_$row,\1$row,/p" configs/evidence/targets.csv
        done
        for row in "$@"; do grep "^$row," configs/evidence/targets.csv; done
    } >"$work/horizons/evidence/targets.csv"
    horizons=(--targets "$work/horizons/evidence/targets.csv" --set grid_per_year=1 --force --quiet --no-figure)
}
# models CONFIG OPTION...: the model's values of these targets, joined by commas.
models() {
    local config=$1
    shift
    "$binary" validate "$config" --out "$work/validate" "${horizons[@]}" "$@"
    tail -n +2 "$work/validate/validation.csv" | cut -d, -f4 | paste -sd,
}
needed_at() {  # needed_at EXPLANATION CONFIG PARAMETER OPTION...
    local name=$1 config=$2 parameter=$3 years
    shift 3
    for years in 3 5 10; do
        echo "horizon: $name, $years years" >&2
        "$binary" solve "$config" --target "V6_$years" --vary "$parameter" --out "$work/solve" "${horizons[@]}" "$@"
        awk -F, -v OFS=, -v name="$name" -v years="$years" 'NR > 1 { print name, years, $2, $6, $7, $8, $10, $11 }' "$work/solve/solve.csv"
    done
}
stage_horizon() {
    local odds=(--low 1 --high 1e6) value
    horizon_targets
    {
        echo "explanation,years,parameter,wanted,wanted_number,root,closest,closest_number"
        needed_at diversion "$base" phi
        needed_at diversion_also_after_lr2 "$base" phi --set 'parameters.phi_after_lr2.expression="phi"'
        needed_at direct_effect "$base" theta
        needed_at early_direct_effect $scenarios/early_direct_effect.toml theta
        needed_at selection_joint $scenarios/selection_joint.toml selection_odds_ratio "${odds[@]}"
        needed_at selection_joint_in_a_centre $scenarios/selection_joint.toml selection_odds_ratio "${odds[@]}" "${centre[@]}"
        needed_at selection_subtype $scenarios/selection_needed_subtype.toml selection_odds_ratio "${odds[@]}"
        needed_at selection_health $scenarios/selection_health.toml selection_odds_ratio "${odds[@]}"
    } >"$work/horizon_needed.csv"
    mv "$work/horizon_needed.csv" "$out/"
    at_horizon() {
        local name=$1 numbers
        shift
        numbers=$(models "$@")
        echo "$name,$numbers"
    }
    needed_at_five() { awk -F, -v name="$1" '$1 == name && $2 == 5 && $4 == "value" { print $6 != "" ? $6 : $7 }' "$out/horizon_needed.csv"; }
    {
        echo "explanation,years_3,years_5,years_10"
        at_horizon base "$base"
        at_horizon diversion_full $scenarios/niche_diversion.toml
        at_horizon diversion_also_after_lr2_full $scenarios/niche_diversion_after_lr2.toml
        for value in diversion:phi direct_effect:theta; do
            at_horizon "${value%:*}_needed" "$base" --set "parameters.${value#*:}.value=$(needed_at_five "${value%:*}")"
        done
        at_horizon early_direct_effect_needed $scenarios/early_direct_effect.toml --set "parameters.theta.value=$(needed_at_five early_direct_effect)"
        at_horizon selection_joint_needed $scenarios/selection_joint.toml --set "parameters.selection_odds_ratio.value=$(needed_at_five selection_joint)"
        at_horizon selection_joint_gentile $scenarios/selection_joint_gentile.toml
        at_horizon selection_gentile $scenarios/selection_gentile.toml
        at_horizon selection_seer $scenarios/selection_seer.toml
        at_horizon selection_health_full $scenarios/selection_health.toml --set parameters.selection_odds_ratio.value=1e6
    } >"$work/horizon.csv"
    mv "$work/horizon.csv" "$out/"
}

# ---- Selection on several factors --------------------------------------------------------------------------

# Odds of each favourable level, in the registry's share of repeat BCS and in a centre's: V6 at 3, 5 and 10 years, and
# what else is seen.
stage_joint_selection() {
    local odds share name config=$scenarios/selection_joint.toml gentile=$scenarios/selection_joint_gentile.toml
    local share_of_centre=143/309 settings factor
    horizon_targets V1 V4a V5a V5b V12a
    row() {  # row NAME ODDS SHARE CONFIG OPTION...
        local name=$1 odds=$2 share=$3 config=$4
        shift 4
        local numbers
        echo "joint selection: $name, odds $odds, share $share" >&2
        numbers=$(models "$config" "$@")
        echo "$name,$odds,$share,$numbers"
    }
    {
        echo "factors,odds_ratio,share,v6_3,v6_5,v6_10,v1,v4a,v5a,v5b,v12a"
        row none 1 0.206 $config
        for share in 0.206 0.46278; do
            for odds in 1.5 2 2.5 3; do
                for name in size_interval size_subtype interval_subtype size_interval_subtype size_interval_subtype_age; do
                    settings=(--set "parameters.selection_share.value=$share")
                    for factor in size interval subtype age; do
                        if [[ $name == *$factor* ]]; then settings+=(--set "parameters.selection_odds_ratio_$factor.value=$odds")
                        else settings+=(--set "parameters.selection_odds_ratio_$factor.value=1"); fi
                    done
                    row $name $odds $share $config "${settings[@]}"
                done
            done
        done
        luminal=(--set parameters.favourable_luminal_b.value=1)
        ageless=(--set parameters.selection_odds_ratio_age.value=1)
        same=(--set parameters.selection_odds_ratio_subtype.value=3.11)
        row gentile_without_subtype 1 $share_of_centre $gentile --set parameters.selection_odds_ratio_subtype.value=1
        row gentile_luminal_a 2.322 $share_of_centre $gentile
        row gentile_luminal_a_without_age 2.322 $share_of_centre $gentile "${ageless[@]}"
        row gentile_luminal 2.322 $share_of_centre $gentile "${luminal[@]}"
        row gentile_luminal_without_age 2.322 $share_of_centre $gentile "${luminal[@]}" "${ageless[@]}"
        row gentile_luminal 3.11 $share_of_centre $gentile "${luminal[@]}" "${same[@]}"
        row gentile_luminal_without_age 3.11 $share_of_centre $gentile "${luminal[@]}" "${same[@]}" "${ageless[@]}"
    } >"$work/joint_selection.csv"
    mv "$work/joint_selection.csv" "$out/"
}
