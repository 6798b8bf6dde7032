#!/usr/bin/env bash
# ibtr bench as a user meets it: with and without a config, with and without the program of the plain baselines.
#   command_test.sh IBTR SOURCES
set -euo pipefail
ibtr=$1
sources=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() { echo "FAILED: $*" >&2; exit 1; }
model=$sources/configs/bench_markov.toml
quick=(--rounds 1 --seconds 0.01 --threads 1)

# In the source tree the benchmark config, and the baselines beside the program, are found.
(cd "$sources" && "$ibtr" bench "${quick[@]}" --json) >json 2>err || fail "exit $?: $(cat err)"
[[ $(wc -l <json) == 1 && ! -s err ]] || fail "not one line of JSON: $(cat json err)"
[[ $(grep -o '"group":"plain baseline"' json | wc -l) == 3 ]] || fail "not three baselines: $(cat json)"
grep -q '"name":"cpp scalar"' json || fail "no row of ibtr: $(cat json)"

# Without the baselines the rest is measured, and what is missing is said.
for missing in "$folder/none" /bin/false; do
    "$ibtr" bench "$model" "${quick[@]}" --baselines "$missing" >table 2>err || fail "exit $? without baselines"
    grep -qF "no plain baselines: $missing" err || fail "does not name $missing: $(cat err)"
    grep -q 'cpp scalar' table || fail "no table: $(cat table)"
    grep -q 'plain baseline' table && fail "baselines from nowhere: $(cat table)"
done
# One backend alone, and a reason where it cannot be used.
"$ibtr" bench "$model" "${quick[@]}" --backend tbb --json >json 2>err || fail "exit $? with --backend tbb"
[[ $(grep -o '"group":"[^"]*","name":"[a-z]*' json) == '"group":"ibtr","name":"tbb' ]] || fail "not tbb alone: $(cat json)"
status=0
"$ibtr" bench "$model" "${quick[@]}" --backend abacus >out 2>err || status=$?
[[ $status == 2 ]] && grep -q abacus err || fail "exit $status with an unknown backend: $(cat err)"
status=0
"$ibtr" bench "$model" "${quick[@]}" --backend cpp --baselines "$folder/none" >out 2>err || status=$?
[[ $status == 2 ]] && grep -q 'leave --scaling and --baselines out' err || fail "exit $status with baselines: $(cat err)"
# Baselines that were built for another processor.
printf '#!/bin/sh\nkill -ILL $$\n' >foreign
chmod +x foreign
"$ibtr" bench "$model" "${quick[@]}" --baselines "$folder/foreign" --json >json 2>err || fail "exit $?"
grep -q '"plain_baselines_missing":.*another processor' json || fail "$(cat json)"

# A model of more strata than the usual draw has women is given enough of them.
"$ibtr" bench "$sources/configs/evidence_model.toml" --rounds 1 --seconds 0.01 --threads 2 >table 2>err || fail "exit $? with many strata: $(cat err)"
grep -q 'draws of [0-9]* women' table || fail "no draws: $(cat table)"
grep -q 'draws of 10000 women' table && fail "draws that leave a stratum empty: $(cat table)"

# A program that was copied away from its configs says where it looked.
mkdir -p elsewhere/bin
cp "$ibtr" elsewhere/bin/
status=0
elsewhere/bin/ibtr bench "${quick[@]}" >out 2>err || status=$?
[[ $status == 2 && ! -s out ]] || fail "exit $status without a config"
grep -q 'looked for configs/bench_markov.toml, .*share/ibtr/configs/bench_markov.toml' err || fail "$(cat err)"
echo "bench_command: all as it should be"
