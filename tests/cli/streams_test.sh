#!/usr/bin/env bash
# What is said on standard error is for people: where it cannot be said, results and exit codes are what they are
# otherwise, and nothing of it gets into a file.  streams_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
run=(run "$configs/two_state.toml" --patients 1000 --no-figure)
"$ibtr" "${run[@]}" --out told >table 2>said
[[ -s table && -s said ]] || fail "nothing is said where it can be"

# whole FOLDER STATUS: the run there ended with 0, is complete, and its files are those of a run that could say everything
whole() {
    (($2 == 0)) || fail "$1: exit code $2"
    for file in curves.csv contrasts.csv mean_times.csv; do
        cmp "told/$file" "$1/$file" || fail "$1: another $file"
    done
    [[ -s $1/manifest.json ]] || fail "$1: no manifest"
}
# ends WANTED WHAT STATUS
ends() { (($1 == $3)) || fail "$2: exit code $3, not $1"; }

status=0; "$ibtr" "${run[@]}" --out full 2>/dev/full >full.table || status=$?
whole full $status
cmp table full.table || fail "another table where nothing can be said"
# Closed streams: a file that is opened next must not get their number.
status=0; "$ibtr" "${run[@]}" --out closed 2>&- >closed.table || status=$?
whole closed $status
cmp table closed.table || fail "another table where standard error is closed"
status=0; "$ibtr" "${run[@]}" --out quiet --quiet <&- >&- 2>&- || status=$?
whole quiet $status

# Readers that leave at once.
mkfifo reader
for stream in 1 2; do
    (exec <reader) &
    exec 3>reader
    wait $!
    status=0
    if ((stream == 2)); then
        "$ibtr" "${run[@]}" --out "left$stream" 2>&3 >left.table || status=$?
        cmp table left.table || fail "another table where the reader of standard error has left"
    else
        "$ibtr" "${run[@]}" --out "left$stream" >&3 2>/dev/null || status=$?
    fi
    exec 3>&-
    whole "left$stream" $status
done

status=0; "$ibtr" "${run[@]}" --out none 2>/dev/null >&- || status=$?
ends 4 "a table that cannot be printed" $status
status=0; "$ibtr" check - <&- 2>/dev/null || status=$?
ends 2 "a config that cannot be read" $status
for command in "check nothing.toml" "run --nonsense"; do
    # shellcheck disable=SC2086
    status=0; "$ibtr" $command 2>/dev/full || status=$?
    ends 2 "$command" $status
done
status=0
"$ibtr" psa "$configs/ibtr.toml" --draws 4 --patients 1000 --no-figure --out draws 2>/dev/full >/dev/null || status=$?
ends 0 psa $status
[[ -s draws/manifest.json ]] || fail "psa: no manifest"
