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

# send SIGNAL PID WHAT: ends with 130 within five seconds.
send() {
    local status=0 start=$SECONDS
    kill "-$1" "$2" 2>/dev/null || fail "$3 had ended before it was interrupted"
    wait "$2" || status=$?
    ((status == 130)) || { cat output >&2; fail "$3: SIG$1 ends it with $status, not 130"; }
    ((SECONDS - start <= 5)) || fail "$3 took $((SECONDS - start)) s to stop"
}
wait_until() {  # wait_until CONDITION...
    for _ in {1..1200}; do
        if "$@" 2>/dev/null; then return; fi
        sleep 0.05
    done
    cat output >&2
    fail "waited in vain: $*"
}

# Before anything is held that has to be left in order, at once: here while the config is still awaited.
mkfifo config
for signal in TERM HUP; do
    for command in check "run --out early"; do
        # shellcheck disable=SC2086
        "$ibtr" $command - <config >output 2>&1 &
        pid=$!
        exec 3>config
        sleep 0.2
        send "$signal" "$pid" "'$command' without a config"
        exec 3>&-
    done
done
[[ ! -e early ]] || fail "a run without a config leaves a folder"

# SIGHUP is as SIGTERM, and ignored where the user has said so.
"$ibtr" run "$configs/ibtr.toml" --patients 1e12 --out hung_up >output 2>&1 &
pid=$!
wait_until test -d hung_up
send HUP "$pid" "a run"
[[ ! -e hung_up ]] || fail "an empty folder is left"
(trap '' HUP; exec "$ibtr" run "$configs/ibtr.toml" --patients 3e7 --no-exact --no-figure --out no_hang_up) >output 2>&1 &
pid=$!
wait_until test -d no_hang_up
kill -HUP "$pid"
wait "$pid" || fail "a run that ignores SIGHUP ends with $?"

# While the simulation is compared with the exact solution: the new results stand whole, without the comparison, and
# nothing of the old ones beside them.
"$ibtr" run "$configs/ibtr.toml" --set grid_per_year=360 --exact-budget 1e6 --threads 1 --patients 1e4 --out kept --force >output 2>&1 &
pid=$!
wait_until eval '! cmp -s kept/curves.csv before/curves.csv && [[ -e kept/mean_times.csv ]]'
send TERM "$pid" "the comparison"
grep -q "are whole without it" output || { cat output >&2; fail "what is there is not said"; }
for file in manifest.json summary.json contrasts.csv mean_times.csv; do
    [[ -s kept/$file ]] || fail "$file is missing after the comparison was stopped"
    if cmp -s "kept/$file" "before/$file"; then fail "$file of the old run is left beside new results"; fi
done
grep -q 'grid_per_year = 360' kept/manifest.json || fail "the manifest is of another run"

# A program for figures that hangs is stopped too, with what it has started.
mkdir programs
# shellcheck disable=SC2016
printf '#!/bin/sh\nsleep 600 &\necho $! >"%s/grandchild"\nwait\n' "$work" >programs/gnuplot
chmod +x programs/gnuplot
PATH="$work/programs:$PATH" "$ibtr" figure before --kind survival --format png --out drawn >output 2>&1 &
pid=$!
wait_until test -s grandchild
send TERM "$pid" "a figure"
state=$(sed 's/.*) //; s/ .*//' "/proc/$(cat grandchild)/stat" 2>/dev/null || true)
[[ -z $state || $state == Z ]] || fail "a process of gnuplot's is left"
