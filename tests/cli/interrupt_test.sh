#!/usr/bin/env bash
# Ctrl-C: every stage stops within seconds with exit 130, and leaves old results or none.  interrupt_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
# interrupt SECONDS COMMAND...: sends the signal after so long; the command must end with 130 within five seconds.
interrupt() {
    local after=$1 status=0 pid
    shift
    "$@" >output 2>&1 &
    pid=$!
    sleep "$after"
    # SIGTERM takes the same path; a shell without job control makes its background jobs ignore SIGINT.
    kill -TERM "$pid" 2>/dev/null || { cat output >&2; fail "'$*' had ended before it was interrupted"; }
    local start=$SECONDS
    wait "$pid" || status=$?
    ((status == 130)) || { cat output >&2; fail "'$*' ended with $status, not 130"; }
    ((SECONDS - start <= 5)) || fail "'$*' took $((SECONDS - start)) s to stop"
}

"$ibtr" run "$configs/ibtr.toml" --patients 1e4 --out kept --quiet --no-figure
cp -r kept before
interrupt 1 "$ibtr" run "$configs/ibtr.toml" --patients 1e12 --out kept --force
diff -r kept before || fail "an interrupted run with --force changed the old results"

interrupt 1 "$ibtr" run "$configs/ibtr.toml" --patients 1e12
[[ ! -e results/ibtr ]] || fail "an empty folder is left"

# Many visits a woman and a single thread: what one work item takes bounds the wait.
interrupt 1 env IBTR_ISA=scalar "$ibtr" run "$configs/relapsing.toml" --patients 1e12 --backend cpp --out slow

# A long exact solution: a fine grid.
interrupt 2 "$ibtr" exact "$configs/ibtr.toml" --set grid_per_year=360 --threads 1 --out solution
[[ ! -e solution ]] || fail "an empty folder is left"
