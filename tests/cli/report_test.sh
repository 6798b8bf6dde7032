#!/usr/bin/env bash
# `ibtr report`: a page that its run's files give line by line, refused otherwise; beside every kind of run.
#   report_test.sh IBTR SOURCES
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 sources=$2
quiet=(--quiet --no-figure)

"$ibtr" run "$sources/configs/ibtr.toml" --patients 20000 --no-exact --out run "${quiet[@]}"
expect 0 report.html "$ibtr" report run --evidence "$sources/configs/evidence/evidence.csv"
expect 0 "every line is what" "$ibtr" report --check run/report.html --evidence "$sources/configs/evidence/evidence.csv"
for file in report_landmarks.csv report_landmarks.md report_landmarks.tex report_references.bib; do
    [[ -s run/$file ]] || fail "no $file"
done
# The first line of the table per 100 is what curves.csv says of overall survival at five years.
curve=$(awk -F, '$1 == "repeat_bcs" && $2 == "all" && $4 == "os" && $5 == 5 { printf "%.1f", 100 * $6 }' run/curves.csv)
sed -n 2p run/report_landmarks.csv | grep -qF ",$curve (" || fail "the table per 100 has not $curve: $(sed -n 2p run/report_landmarks.csv)"

# A difference says what it is in: shares are per 100, times are years, ratios are in nothing.
awk -F, 'NR > 1 { unit[$3] = $NF; sub(/^.*\) ?/, "", unit[$3]); sub(/"$/, "", unit[$3]) }
    END { exit !(unit["difference (strategy minus reference)"] == "per 100" &&
                 unit["difference of restricted means"] == "years" && unit["ratio of proportions alive"] == "") }' \
    run/report_contrasts.csv || fail "units: $(head -8 run/report_contrasts.csv)"

# A difference is strategy minus reference, of those with an event as of those alive: by curves.csv, to the last decimal
# shown.
for pair in "os=overall survival" "cif_local=local recurrence"; do
    awk -F, -v endpoint="${pair%%=*}" -v words="${pair#*=}" '
        FNR == NR { if ($2 == "all" && $3 == "standardised" && $4 == endpoint && $5 == 5) at[$1] = 100 * $6; next }
        /^Repeat BCS without/ && $2 == words && $3 ~ /^difference \(/ && $4 == "standardised" && $5 == "5 years" {
            error = $6 - (at["repeat_bcs"] - at["mastectomy"]); ++rows
            if (error > 0.051 || error < -0.051) { print words ": " $6; bad = 1 } }
        END { exit bad || rows != 1 }' run/curves.csv run/report_contrasts.csv || fail "a difference of ${pair#*=} is not strategy minus reference"
done

# A number in the text, in a table, or behind a chart that is another is told.
sed "0,/alive after 5 years: [0-9]/s//&9/" run/report.html >run/text.html
sed "s/<td class=\"number\">\([0-9]\)/<td class=\"number\">9\1/" run/report.html >run/table.html
sed 's/"estimate":\[1.0,0.9/"estimate":[1.0,0.8/' run/report.html >run/data.html
for page in text table data; do
    ! cmp -s run/$page.html run/report.html || fail "nothing was planted in $page.html"
    expect 5 "says other than its run's files" "$ibtr" report --check run/$page.html run --evidence "$sources/configs/evidence/evidence.csv"
done
# So is a run whose files have changed since.
cp -r run changed
sed -i '2s/,1,0,/,0.5,0,/' changed/curves.csv
! cmp -s changed/curves.csv run/curves.csv || fail "nothing was planted in curves.csv"
expect 5 "says other" "$ibtr" report --check changed/report.html --evidence "$sources/configs/evidence/evidence.csv"

# Other kinds of run, alone and together.
"$ibtr" exact "$sources/configs/two_state.toml" --out exact "${quiet[@]}"
"$ibtr" psa "$sources/configs/ibtr.toml" --draws 20 --patients 2000 --out psa "${quiet[@]}"
"$ibtr" meta "$sources/configs/evidence/two_arm_studies.csv" --filter endpoint=second_LR --out meta "${quiet[@]}"
for folder in exact psa meta; do
    expect 0 report.html "$ibtr" report $folder
    expect 0 "every line" "$ibtr" report --check $folder/report.html
    ! grep -qiE '[^a-z](nan|inf)[^a-z]' $folder/report_*.csv || fail "$folder: a table has a number that is none"
done
grep -q "only the women of run are walked here" psa/report.html || fail "a psa's page does not say why it walks nobody"
expect 0 both/report.html "$ibtr" report run meta --out both
grep -q "Results of meta" both/report.html || fail "the second run is not in the page"
# A verification is a section of its own, a failure is not hidden, and a damaged file is told.
mkdir verified
echo '{"command": "verify", "config_text": ""}' >verified/manifest.json
cat >verified/verify.json <<'JSON'
{"checks": [{"id": "V1", "name": "twins agree", "expected": "0", "observed": "0", "status": "pass"},
            {"id": "V2", "name": "no <deaths>", "expected": "0", "observed": "3", "status": "fail"},
            {"id": "V3", "name": "cycles", "expected": "-", "observed": "-", "status": "not_applicable", "reason": "no cycle"}]}
JSON
expect 0 report.html "$ibtr" report run verified --out checked
for words in '1 of 3 checks' '1 FAILED' 'no &lt;deaths&gt;' 'not applicable: no cycle'; do
    grep -q "$words" checked/report.html || fail "the verification does not say \"$words\""
done
echo '{"checks": [1]}' >verified/verify.json
expect 2 "verify.json: damaged" "$ibtr" report run verified --out checked

# `run --force` leaves no report of the old run beside the new curves.
"$ibtr" run "$sources/configs/ibtr.toml" --patients 20000 --seed 2 --no-exact --out run --force "${quiet[@]}"
[[ ! -e run/report.html && ! -e run/report_landmarks.csv ]] || fail "a report of the old run stands beside the new one"

expect 2 "no finished run" "$ibtr" report "$sources"
expect 2 "name the folder" "$ibtr" report
expect 4 "" "$ibtr" report --check nowhere/report.html run
