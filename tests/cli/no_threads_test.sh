#!/usr/bin/env bash
# Where the system gives no threads, every command that asks for several ends with exit code 3 and says why; none dies.
# One thread is always there.  no_threads_test.sh IBTR CONFIGS LIBRARY
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
export LD_PRELOAD=$3 IBTR_THREADS_LEFT=0
run=(run "$configs/two_state.toml" --patients 1000 --no-figure)
coarse=(--set grid_per_year=1)
studies=(studies "$configs/evidence_model.toml" --design "$configs/evidence/study_designs.csv" --replicates 3 "${coarse[@]}")

refused() { expect 3 "no more threads\|no thread" "$ibtr" "$@" --out refused; }
for backend in omp tbb auto; do refused "${run[@]}" --backend "$backend" --threads 2; done
refused exact "$configs/ibtr.toml" --threads 2 "${coarse[@]}"
refused psa "$configs/ibtr.toml" --draws 4 --patients 1000 --threads 2 --no-figure
refused psa "$configs/ibtr.toml" --draws 4 --by exact --threads 2 --no-figure "${coarse[@]}" --force
refused sensitivity "$configs/ibtr.toml" --threads 2 "${coarse[@]}" --force
refused "${studies[@]}" --threads 2 --force
expect 3 "no more threads" "$ibtr" bench "$configs/two_state.toml" --rounds 1 --seconds 0.01
expect 0 "" "$ibtr" "${run[@]}" --backend cpp --threads 1 --out alone
expect 0 "" "$ibtr" "${run[@]}" --backend omp --threads 1 --no-exact --out one

# Refused later, when the first were there.
for left in 1 2 3; do
    export IBTR_THREADS_LEFT=$left
    for command in "${run[*]} --backend omp --threads 2" "exact $configs/ibtr.toml ${coarse[*]} --threads 3" \
        "psa $configs/ibtr.toml --draws 4 --patients 1000 --threads 2 --no-figure"; do
        status=0
        # shellcheck disable=SC2086
        "$ibtr" $command --out "later$left" --force >output 2>&1 || status=$?
        ((status == 0 || status == 3)) || { cat output >&2; fail "with $left threads '$command' ends with $status"; }
    done
done
