#!/usr/bin/env bash
# A run of `ibtr studies` that is interrupted leaves its replicates, and --resume ends with the bytes of a run that was
# not; what is of another config, seed or design is refused.  resume_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/../cli/preamble.sh"
ibtr=$1 configs=$2
head=study,strategy,women,accrual_years,follow_up_years,endpoint,horizon_years,estimate,same_women
{
    echo "$head"
    for row in "drawn,strategy,40,4,1,os,5,counts," "other,strategy,9,4,1,os,5,km," "walked,strategy,100,4,1,os,5,logrank,a"; do
        for strategy in repeat_bcs_as_practised mastectomy; do echo "${row/strategy/$strategy}"; done
    done
} >designs.csv
sed 's/,9,/,10,/' designs.csv >changed.csv
# About twelve million walked women: some seconds of a processor.
again=("$ibtr" studies "$configs/evidence_model.toml" --replicates 60000 --every --quiet --backend cpp)
"${again[@]}" --design designs.csv --out whole

# The solution comes before the first replicate: a slow machine is given more time.
for seconds in 1 2 4 8 16; do
    status=0
    "${again[@]}" --design designs.csv --threads 1 --out halves >output 2>&1 &
    pid=$!
    sleep $seconds
    # SIGTERM takes the path of Ctrl-C; a shell without job control makes its background jobs ignore SIGINT.
    kill -TERM "$pid" 2>/dev/null || fail "it had ended before it was interrupted"
    wait "$pid" || status=$?
    [[ ! -e halves/replicates.csv ]] || break
    rm -rf halves
done
((status == 130)) || { cat output >&2; fail "interrupted, it ended with $status, not 130"; }
rows=$(wc -l <halves/replicates.csv)
((rows > 1 && rows < 60001)) || fail "$rows lines are left of an interrupted run"
[[ ! -e halves/manifest.json ]] || fail "an interrupted run has a manifest"

expect 2 "is of another design" "${again[@]}" --resume --design changed.csv --out halves
expect 2 "is of another seed" "${again[@]}" --resume --design designs.csv --seed 9 --out halves
expect 2 "is of another config" "${again[@]}" --resume --design designs.csv --set grid_per_year=4 --out halves
expect 2 "give --out DIR" "${again[@]}" --resume --design designs.csv

# What was done is not done again: a forged effect stays.
mkdir forged
awk -F, -v OFS=, 'NR == 2 { $5 = 9.75 } 1' halves/replicates.csv >forged/replicates.csv
"${again[@]}" --design designs.csv --resume --out forged
grep -q ',9.75,' forged/studies.csv || fail "a replicate was done again"

"${again[@]}" --design designs.csv --resume --out halves
for file in studies.csv studies_pooled.csv studies_by_design.csv summary.json; do
    cmp "whole/$file" "halves/$file" || fail "$file is another one after --resume"
done
[[ ! -e halves/replicates.csv ]] || fail "a finished run has replicates to go on with"
expect 2 "holds a finished run" "${again[@]}" --resume --design designs.csv --out halves
