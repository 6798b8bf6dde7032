# Sourced by run-on-device: one run of the program, one comparison, one figure. A record is a line of fields with tabs
# between them, its kind first; summary.awk reads them.
# shellcheck shell=bash disable=SC2154

tab=$'\t'
record() {
    local IFS=$tab
    printf '%s\n' "${*//$'\n'/; }" >>"$records"
}

# within SECONDS COMMAND...: no longer than that, nor than the phase may last; status 124 where time runs out.
within() {
    local limit=$1 left=$((deadline - EPOCHSECONDS))
    shift
    ((left > 0)) || return 124
    timeout -k 3 $((limit < left ? limit : left)) "$@"
}

# What a command complained of, in one line.
complaint() { sed -n '/[^[:space:]]/{p;q;}' "$work/message" | tr '\t' ' ' | cut -c 1-300; }

# value KEY: of the manifest that the last run left. Times stand last, so the last of two is taken.
value() { sed -n "s/.*\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" "$work/run/manifest.json" | tail -n 1; }

# simulate COMMAND CONFIG BACKEND SECONDS OPTION...: prints the tally digest. Status of the program, 124 after SECONDS.
simulate() {
    local command=$1 config=$2 backend=$3 limit=$4 options=()
    shift 4
    [[ $command == psa ]] || options=(--no-exact)
    rm -rf "$work/run"
    within "$limit" "$ibtr" "$command" "$here/configs/$config.toml" --backend "$backend" "${options[@]}" --no-figure \
        --quiet --json --out "$work/run" "$@" 2>"$work/message" >"$work/output" || return
    sed -n 's/.*"tally_digest":"\([0-9a-f]*\)".*/\1/p' "$work/output"
}

# compare PLACE WANTED COMMAND CONFIG OPTION...: the device's digest against the CPU's. PLACE: where events are counted,
# or `chosen` by the program. Status 1 where they differ or there is none, 124 where time ran out.
compare() {
    local place=$1 wanted=$2 command=$3 config=$4 got='' status=0 verdict message=''
    shift 4
    [[ $place == chosen ]] || export IBTR_CUDA_COUNTERS=$place
    got=$(simulate "$command" "$config" cuda 30 "$@") || status=$?
    unset IBTR_CUDA_COUNTERS
    if ((status == 0)) && [[ -n $wanted && $got == "$wanted" ]]; then
        verdict=same
    elif ((status == 0)); then
        verdict=differs
    elif ((status == 124)); then
        verdict="out of time"
    elif [[ $place != chosen && $place != global ]] && grep -q 'no room' "$work/message"; then
        verdict="no room"
    else
        verdict=failed message=$(complaint)
    fi
    record digest "$command" "$config${*:+ $*}" "$place" "$verdict" "$got" "$wanted" "$message"
    printf '%-4s %-62s %-7s %-12s %s\n' "$command" "$config $*" "$place" "$verdict" "$got$message" >>"$out/digests.txt"
    case $verdict in
        same | "no room") return 0 ;;
        "out of time") return 124 ;;
        *) return 1 ;;
    esac
}

per_second() { awk -v units="$1" -v seconds="$2" 'BEGIN { printf "%.6g", (seconds > 0 ? units / seconds : 0) }'; }

# figure WHAT CONFIG WOMEN BACKEND RATE UNIT SECONDS: one line of speed; no seconds where they are not told
figure() {
    record rate "$@"
    printf '%-22s %-16s %12s women  %-5s %14.4g %s a second%s\n' "${@:1:6}" "${7:+  ($7 s)}" >>"$out/rates.txt"
}
