#!/usr/bin/env bash
# configs/models/colon.toml: its numbers are those of the fit, it holds against the data, and a Weibull distribution for
# everyone does not.  colon_test.sh IBTR SOURCES
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 models=$2/configs/models
fit=$models/colon/fit.csv

# Values of parameters, and covariances row by row under the names that stand above them, as "name,with,value".
numbers_of() {
    awk '
        /^\[parameters\./ { gsub(/.*\.|\]/, ""); name = $0 }
        /^value = / && name { print name ",," $3 }
        /^parameters = / { gsub(/[^a-z0-9_,]/, ""); sub(/^parameters/, ""); count = split($0, names, ","); row = 0 }
        /^    \[.*\],$/ && count {
            gsub(/[][ ]/, ""); split($0, values, ","); ++row
            for (i = 1; i <= count; ++i) print names[row] "," names[i] "," values[i]
            if (row == count) count = 0
        }' "$1"
}
compared=0
for config in colon colon_weibull; do
    while IFS=, read -r name with value; do
        wanted=$(awk -F, -v name="$name" -v other="$with" '$1 == name && $2 == other { print $3 }' "$fit")
        [[ -n $wanted ]] || continue  # economics, and what has two sources
        [[ $value == "$wanted" ]] || fail "$config.toml: $name $with is $value, $fit has $wanted"
        compared=$((compared + 1))
    done < <(numbers_of "$models/$config.toml")
done
# 5 + 25 of recurrence and 3 + 9 of deaths after it; 4 + 16 and 9 of the other model.
((compared == 71)) || fail "$compared numbers were compared with the fit, not 71"

# Law: at 1, 2, 3, 5 and 7 years the model lies within 1.96 standard errors of what it was fitted to.
targets=(--targets "$models/colon/kaplan_meier.csv" --no-figure --force --out out)
all=$(sed 1d "$models/colon/kaplan_meier.csv" | cut -d, -f1 | sed 's/.*/"&"/' | paste -sd,)
expect 0 "OS_lev_5fu_5" "$ibtr" validate "$models/colon.toml" "${targets[@]}" --set "validation.must_hold=[$all]"
awk -F, 'NR > 1 { n += $NF == "yes" } END { exit n != 30 }' out/validation.csv || fail "not all of 30 targets hold"
# A distribution with no plateau is too high in the first years, in every arm.
expect 5 "do not: RFS_lev_5fu_2" "$ibtr" validate "$models/colon_weibull.toml" "${targets[@]}" \
    --set 'validation.must_hold=["RFS_lev_5fu_2"]'
awk -F, '$1 ~ /^RFS_.*_2$/ { n += $15 > 3 } END { exit n != 3 }' out/validation.csv || fail "two years under a Weibull"

# A table of targets with names longer than its heading keeps its columns.
"$ibtr" validate "$models/colon.toml" "${targets[@]}" --set grid_per_year=1 >table 2>/dev/null
awk 'NR == 1 { at = index($0, "status") } /^(RFS|OS)_/ { n += substr($0, at, 9) == "published" } END { exit n != 30 }' \
    table || fail "columns"
# Ten numbers of an arm are of the same patients.
grep -q "^3 of 3 independent cohorts" table || { tail -1 table >&2; fail "three arms are three cohorts"; }

# A figure of proportions alone has no axis of ratios, and no note on what is only shown.
if command -v gnuplot >/dev/null; then
    "$ibtr" validate "$models/colon.toml" --targets "$models/colon/kaplan_meier.csv" --out figure >/dev/null 2>&1
    grep -q "Per 100 patients" figure/validation.svg || fail "no figure"
    ! grep -q "Ratio, log\|never judged" figure/validation.svg || fail "an axis, or a note, without anything to show"
fi
