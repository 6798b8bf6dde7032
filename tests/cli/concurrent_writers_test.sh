#!/usr/bin/env bash
# Many processes at once, of many commands, into one folder: whoever gets it succeeds, the others are told who has it, and
# what stands there afterwards is whole and of one run, figures and pages made meanwhile too. A holder that is killed while
# it publishes is in nobody's way.  concurrent_writers_test.sh IBTR CONFIGS WAIT_AT_OPEN
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2 wait_at_open=$3
two=$configs/two_state.toml coarse="--set grid_per_year=2 --threads 1 --no-figure"
printf '%s\n' old,new 1,2 2,2 >draws.csv
# By number: the command, and what makes its results its own.
writers=(
    "run $two --patients 3000 --seed 1 $coarse"
    "run $two --patients 3000 --seed 2 $coarse"
    "exact $two $coarse"
    "psa $configs/economics.toml --draws 4 --patients 2000 --seed 3 $coarse"
    "psa $configs/economics.toml --draws 4 --patients 2000 --seed 4 $coarse"
    "meta $configs/evidence/two_arm_studies.csv --filter endpoint=second_LR --no-figure"
    "sensitivity $configs/economics.toml --set grid_per_year=1 --method one-way --threads 1 --no-figure"
    "decision draws.csv draws.csv --willingness 0,20000 --no-figure"
)
users=("psa --resume one --threads 1 --no-figure" "report one" "figure one --kind survival")
for k in "${!writers[@]}"; do
    # shellcheck disable=SC2086
    "$ibtr" ${writers[k]} --quiet --out "alone_$k"
done

# aim NUMBER COMMAND...: begins a process, whose number names where it says what.
aim() {
    local number=$1
    shift
    "$ibtr" "$@" --quiet >"said_$number" 2>&1 &
    pids[number]=$!
}
# One folder's files but what tells of the time, and what was made of them since.
own_files() { (cd "$1" && find . -maxdepth 1 -type f ! -name 'report*' -printf '%f\n' | sort); }
# Prints the number of the writer whose results a folder holds, all of them and no others.
whose() {
    local k file
    for k in "${!writers[@]}"; do
        [[ $(own_files "$1") == "$(own_files "alone_$k")" ]] || continue
        for file in $(own_files "alone_$k"); do
            case $file in
                manifest.json) cmp -s <(lasting "$1") <(lasting "alone_$k") || continue 2 ;;
                psa.sqlite) ;;  # in the order of commits; its draws are in the tables
                *) cmp -s "$1/$file" "alone_$k/$file" || continue 2 ;;
            esac
        done
        echo "$k"
        return
    done
    ls -lA "$1" >&2
    fail "$1 holds the results of no one command"
}
lasting() { grep -E '"(command|config_hash|seed|patients|tables_digest|tally_digest|config_text)"' "$1/manifest.json"; }

succeeded=0 refused=0
round() {  # round AIMED...: what was aimed has ended
    local number status k of_all=refused
    for number in "$@"; do
        status=0
        wait "${pids[number]}" || status=$?
        case $status in
            0) ((++succeeded)) ;;
            4)
                grep -qE "one(/figures)?: (another process is using it|another process has written its run anew).*; " "said_$number" ||
                    { cat "said_$number" >&2; fail "4 without the folder and a way out"; }
                ((++refused))
                ;;
            2)  # of those that go on with what is there: it is something else, or nothing yet
                if ((number < 100)) || ! grep -qE "psa.sqlite|finished run|which this figure is drawn of" "said_$number"; then
                    cat "said_$number" >&2
                    fail "refused as wrong"
                fi
                ;;
            *) cat "said_$number" >&2; fail "ended with $status" ;;
        esac
        ((status == 4)) || of_all=some
    done
    [[ $of_all == some ]] || fail "each process was refused, by none"
    if compgen -G 'one/.*' >/dev/null || compgen -G 'one/*-journal' >/dev/null; then ls -lA one >&2; fail "files are left"; fi
    k=$(whose one)
    if [[ -e one/report.html ]]; then expect 0 "every line is what" "$ibtr" report --check one/report.html one; fi
    if [[ -e one/figures/survival.csv ]]; then
        local drawn=
        for k in "${!writers[@]}"; do
            if [[ -e alone_$k/curves.csv ]]; then
                [[ -e alone_$k/figures ]] || "$ibtr" figure "alone_$k" --kind survival --quiet
                if cmp -s one/figures/survival.csv "alone_$k/figures/survival.csv"; then drawn=$k; fi
            fi
        done
        [[ -n $drawn ]] || fail "a figure of more than one run, or of a part of one"
    fi
}

RANDOM=17
for ((times = 0; times < 12; ++times)); do
    aimed=()
    for ((n = 0; n < 5; ++n)); do
        # shellcheck disable=SC2086
        aim "$n" ${writers[RANDOM % ${#writers[@]}]} --force --out one
        aimed+=("$n")
    done
    if ((times > 0)); then
        for n in "${!users[@]}"; do
            # shellcheck disable=SC2086
            aim $((100 + n)) ${users[n]}
            aimed+=($((100 + n)))
        done
    fi
    round "${aimed[@]}"
done
((succeeded >= 12 && refused >= 12)) || fail "$succeeded succeeded, $refused were refused: they did not meet"

# Slow readers wait at curves.csv, behind the manifest, until `waits` is gone.
slowly() {  # slowly COMMAND...
    LD_PRELOAD=$wait_at_open IBTR_WAIT_AT=curves.csv IBTR_WAITS=waits "$ibtr" "$@" >said 2>&1 &
    reader=$!
    for _ in {1..1200}; do
        if [[ -e waits ]]; then return; fi
        sleep 0.05
    done
    fail "'$*' has not come to its curves"
}
paged() { "$ibtr" run "$two" --patients 3000 --seed "$1" --threads 1 --no-figure --quiet --out paged --force; }
# A run whose page is being made beside it is held.
paged 1
slowly report paged --quiet
expect 4 "paged: another process is using it (process $reader: $ibtr report paged" paged 2
rm waits
wait "$reader" || fail "a slow page ends with $?"
expect 0 "every line is what" "$ibtr" report --check paged/report.html
# Who reads a run for another folder holds none of it, and notices that it was replaced.
for command in "figure paged --kind survival" "report paged"; do
    # shellcheck disable=SC2086
    slowly $command --out elsewhere
    paged 2
    rm waits
    status=0
    wait "$reader" || status=$?
    ((status == 4)) || { cat said >&2; fail "'$command' of two runs ends with $status, not 4"; }
    grep -q "paged: another process has written its run anew while it was read; start again" said ||
        { cat said >&2; fail "'$command' does not say why"; }
    [[ ! -e elsewhere ]] || fail "'$command' leaves a folder"
done

# Killed while a file is half published: its hidden one is there.
killed=0
for ((times = 0; times < 40 && killed < 3; ++times)); do
    "$ibtr" run "$configs/ibtr.toml" --patients 1000 --threads 1 --no-exact --no-figure --quiet --force --out one &
    holder=$!
    while kill -0 "$holder" 2>/dev/null; do
        if compgen -G "one/.*.$holder.tmp" >/dev/null; then kill -9 "$holder" 2>/dev/null || true; break; fi
    done
    wait "$holder" 2>/dev/null || true
    compgen -G "one/.*.$holder.tmp" >/dev/null || continue
    ((++killed))
    aimed=()
    for n in 0 1 2 3; do
        # shellcheck disable=SC2086
        aim "$n" ${writers[RANDOM % ${#writers[@]}]} --force --out one
        aimed+=("$n")
    done
    round "${aimed[@]}"
done
((killed > 0)) || fail "no process was killed while it published"
