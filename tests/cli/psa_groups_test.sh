#!/usr/bin/env bash
# ibtr psa --groups --stratified --no-hazard-ratios: rows of groups beside those of all women, and all but hazard ratios,
# do not change; sizes said beforehand; the store knows what it keeps.  psa_groups_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
refused() {  # refused TEXT OPTION...
    local text=$1
    shift
    expect 2 "$text" "$ibtr" psa "$@"
}
size=(--draws 20 --patients 2000 --no-figure)
refused "allowed: age_band=31-45, age_band=45-56, age_band=56-67, age_band=67-82, or a factor" \
    "$configs/ibtr.toml" "${size[@]}" --groups age --out none
refused "give one of them" "$configs/ibtr.toml" "${size[@]}" --stratified --no-hazard-ratios --out none
refused "at most 2147483647 women" "$configs/ibtr.toml" --patients 2147483648 --draws 20 --out none
[[ ! -e none ]] || fail "a folder is left"

"$ibtr" psa "$configs/ibtr.toml" "${size[@]}" --out all --quiet
"$ibtr" psa "$configs/ibtr.toml" "${size[@]}" --groups age_band=45-56,age_band=67-82 --stratified --out groups >/dev/null 2>messages
grep -q "outcomes of 20 draws: the store will take about .* MB, results at most .* MB of memory" messages || fail "no sizes: $(cat messages)"
for file in psa_summary curves contrasts; do
    awk -F, 'NR == 1 || ($3 == "all" || $2 == "all") && !/hr_stratified/' "groups/$file.csv" | cmp - "all/$file.csv" ||
        fail "$file.csv: rows of all women have changed"
done
"$ibtr" psa "$configs/ibtr.toml" "${size[@]}" --no-hazard-ratios --out without --quiet
for file in psa_summary curves contrasts; do
    grep -v ",hr," "all/$file.csv" | cmp - "without/$file.csv" || fail "$file.csv: more than hazard ratios is left out"
done
expect 2 "hazard_ratios: no there, yes here" "$ibtr" psa "$configs/ibtr.toml" "${size[@]}" --resume without

# Two groups and all women, 3 contrasts, 2 landmarks; as many stratified as marginal ratios; intervals with and without
# the correction where it is resolved, and without it everywhere.
awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { groups[$at["group"]]++ }
    $at["measure"] == "hr" { marginal++ }
    $at["measure"] == "hr_stratified" {
        stratified++
        if ($at["mean"] == "") next
        if ($at["cri_low_uncorrected"] == "" || $at["resolved"] == "yes" && $at["cri_low"] == "") bad = 1
    }
    END { for (g in groups) kinds++
          exit !(groups["all"] == groups["age_band=45-56"] && groups["all"] == groups["age_band=67-82"] &&
                       kinds == 3 && stratified == marginal && stratified > 0 && !bad) }' groups/psa_summary.csv ||
    fail "rows of groups are missing"
refused "is of another analysis; groups: age_band=45-56,age_band=67-82 there, none here" \
    "$configs/ibtr.toml" --draws 20 --patients 2000 --resume groups
