#!/usr/bin/env bash
# ibtr validate and ibtr marginals as a user meets them, and the committed tables.  validate_test.sh IBTR CONFIGS TABLES
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2 tables=$3
model=$configs/evidence_model.toml
validate() { "$ibtr" validate "$model" --set grid_per_year=4 --comparisons 100 --no-figure --force "$@"; }
must_hold() { validate --out run --set "validation.must_hold=[\"$1\"]"; }
columns=target,role,status,model,mc_se,ci_low,ci_high,cri_low,cri_high,published,pub_low,pub_high,difference,ratio,z,inside,prob_in_band,pass,cohort,by_construction,met

# Survival after mastectomy, V5b, is met by the model and that after repeat BCS, V5a, is not: nothing is fitted to either.
expect 0 "" must_hold V5b
rm run/validation.csv
expect 5 "targets that must hold do not: V5a" must_hold V5a
[[ $(head -1 run/validation.csv) == "$columns" ]] || fail "columns of validation.csv"
grep -q '"holds": false' run/summary.json || fail "summary.json does not say that a target fails"
# What can decide nothing is refused: an assumed horizon or direction, no interval, no such target, not in this model.
rm -r run
expect 2 "V4b has an assumed horizon" must_hold V4b
expect 2 "V10 has an assumed direction" must_hold V10
expect 2 "V17a has no verdict" must_hold V17a
expect 2 "V99 is no target" must_hold V99
expect 2 "V5b is not in the model: no strategy 'mastectomy'" \
    "$ibtr" validate "$configs/two_state.toml" --targets "$configs/evidence/targets.csv" --set 'validation.must_hold=["V5b"]' --out run
[[ ! -e run ]] || fail "a refused run leaves a folder"

# Targets rest on verified numbers: an UNVERIFIED or unknown id is a mistake in the file.
mkdir evidence
cp "$configs/evidence/evidence.csv" evidence/
for id in E07-16 E99-99; do
    sed "s/^V5b,E01-08,/V5b,$id,/" "$configs/evidence/targets.csv" >evidence/targets.csv
    [[ $id == E99-99 ]] && words="E99-99 is not in" || words="E07-16 is not verified; no target can rest on it"
    expect 2 "targets.csv:8: V5b.evidence_ids: $words" validate --targets evidence/targets.csv --out run
done
expect 2 "no-such-file.csv" validate --targets evidence/no-such-file.csv --out run
expect 2 "phi: not a parameter with an uncertainty" validate --only phi --draws 2 --out run

# Numbers that contradict each other are named; so is how often a small comparison points the published way.
validate --out run --draws 3 --only h_local >output 2>/dev/null
grep -q "no model can meet V5a and V5b together with V6: their ratio is 1.088, published as 1.040" output || fail "V5, V6"
grep -q "no model can meet V4a and V4b together with V1: their ratio is 1.524, published as 2.103" output || fail "V1, V4"
grep -q "^V24a .*in the published direction 0\.[0-9]" output || fail "V24"
# h_local moves local recurrence; survival after metastasis only through who metastasises.
awk -F, '$1 == "V4b" { exit !($9 - $8 > 0.02 && $17 != "") }' run/validation.csv || fail "V4b over draws of h_local"
awk -F, '$1 == "V23a" { exit !($9 - $8 < 0.005) }' run/validation.csv || fail "V23a moves with h_local"
[[ $(validate --json --quiet --out run 2>/dev/null | wc -l) == 1 ]] || fail "--json prints one line"

# What is met by construction is counted apart; a row that only says so is judged as any other, and that is said.
grep -q "^apart from these: 5 of 5 met by construction" output || fail "rows met by construction"
grep -q "independent cohorts have all their judged targets met" output || fail "cohorts"
grep -q '"cohorts_met": ' run/summary.json || fail "score in summary.json"
awk -F, -v OFS=, -v name=by_construction 'NR == 1 { for (i = 1; i <= NF; ++i) if ($i == name) at = i } $1 == "V6" { $at = "yes" } { print }' \
    "$configs/evidence/targets.csv" >evidence/targets.csv
expect 0 "^V6 .*marked by_construction, but nothing here is solved on it" validate --targets evidence/targets.csv --out run
awk -F, '$1 == "V6" { exit !($20 == "" && $21 == "no") }' run/validation.csv || fail "V6 is excused by a mark"

# ibtr marginals: parameters that reproduce their numbers, and one that does not.
expect 0 "^h_local .* 0.103 .*cif_local proportion, mastectomy, 5 years" "$ibtr" marginals "$model" --set grid_per_year=4
expect 5 "marginals are off by up to" "$ibtr" marginals "$model" --set grid_per_year=4 --set parameters.h_local.value=0.003
expect 2 "no-such-file.toml: no such file" "$ibtr" marginals no-such-file.toml
expect 2 "primary_surgery.toml:[0-9]*: standardisation.over: strategy primary_mastectomy has no women" \
    "$ibtr" marginals "$configs/scenarios/primary_surgery.toml" --solve --set parameters.share_poor_mastectomy.value=0
expect 0 "^share_poor_mastectomy *0.8095" "$ibtr" marginals "$configs/scenarios/primary_surgery.toml" --solve \
    --set parameters.share_poor_mastectomy.value=0.5

# P10 is the mean of the pooled ratios, with the spread of one study's population: sqrt(tau^2 + se^2).
"$ibtr" meta "$configs/evidence/local_recurrence_and_metastasis.csv" --measure loghr --method DL --include van_Laar_early \
    --include van_Laar_late --exclude van_Laar_merged --out meta --quiet || fail "P10 cannot be pooled"
awk -F, 'NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i }
    NR == 2 { printf "value = %.2f, spread %.2f\n", $column["est"], sqrt($column["tau2"] + $column["se"]^2) }' meta/meta.csv >p10
awk '/^\[parameters.hr_distant_after_local\]/ { on = 1 } on && /^value/ { value = $3 }
    on && /^uncertainty/ { printf "value = %s, spread %s\n", value, $(NF - 1); exit }' "$model" | cmp - p10 || fail "P10 is not the pooled ratio: $(cat p10)"

# Every committed table has the columns, and a row for each of V1 to V26 that says what became of it.
checked=0
for table in "$tables"/*.csv; do
    case $(basename "$table") in all.csv | mechanisms.csv | runs.csv | score.csv | simulated.csv) continue ;; esac
    [[ $(head -1 "$table") == "$columns" ]] || fail "columns of $table"
    for ((v = 1; v <= 26; ++v)); do grep -q "^V$v[a-z]*,[a-z_]*,[a-z]" "$table" || fail "no V$v in $table"; done
    cmp <(cut -d, -f1 "$table") <(cut -d, -f1 "$configs/evidence/targets.csv") || fail "rows of $table"
    grep -q "^$(basename "$table" .csv),[0-9]*,[0-9]*,[0-9a-f]\{32\},[0-9a-f]\{32\}$" "$tables/runs.csv" ||
        fail "$table: no seed and digests in runs.csv"
    checked=$((checked + 1))
done
((checked >= 12)) || fail "only $checked committed tables"
