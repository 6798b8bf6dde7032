#!/usr/bin/env bash
# Which explanation a study would name is said of 40 replicates or more for each of its estimates, in which all of them
# are there; of fewer nothing is, and how many are enough is.  against_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/../cli/preamble.sh"
ibtr=$1 configs=$2
{
    echo study,strategy,women,accrual_years,follow_up_years,endpoint,horizon_years,estimate
    for strategy in repeat_bcs mastectomy; do echo "one,$strategy,200,4,5,os,5,counts"; done
} >designs.csv
against() {  # against REPLICATES
    expect 0 "" "$ibtr" studies "$configs/ibtr.toml" --design designs.csv --replicates "$1" --seed 1 --women 400 \
        --against "other=$configs/ibtr.toml;parameters.hr_local_repeat_bcs=9" --out "of-$1"
}
against 39
grep -q "too few replicates" output || fail "39 replicates: $(cat output)"
grep -q "40 replicates .*--replicates" output || fail "it does not say how many are enough: $(cat output)"
awk -F, 'NR > 1 && $4 $5 $6 $7 != "" { exit 1 }' of-39/naming.csv || fail "39 replicates have numbers: $(cat of-39/naming.csv)"
grep -q '"probability_right": null' of-39/summary.json || fail "summary.json: $(cat of-39/summary.json)"
against 40
! grep -q "too few" output || fail "40 replicates are too few: $(cat output)"
awk -F, 'NR > 1 && !($4 >= 0 && $4 <= 1 && $5 != "") { exit 1 }' of-40/naming.csv || fail "40 replicates: $(cat of-40/naming.csv)"
