#!/usr/bin/env bash
# Runs the CUDA binary, kernels and all, on a stand-in for the CUDA runtime, and compares its digests with the CPU's.
#
#   emulated_test.sh PART IBTR CONFIGS WORK       PART: digests, schedules, memory, fallbacks, failures, draws, automatic,
#                                                calls, draw_failures, studies;
#                                                philox, where IBTR is the program that asks for known answers
#
# The stand-in's folder is in IBTR_CUDA_EMULATOR (its build.sh makes libcudart.so). Without it the cases are skipped,
# which CTest reports. It executes PTX one thread at a time: order of blocks and threads, bounds, poisoned memory and
# failing calls can be tried; overlap of streams and races of a real memory model cannot.
set -euo pipefail
part=$1 ibtr=$2 configs=$3 work=$4

women=12000  # at most 1e5 histories a case
shipped=(bench_markov ibtr two_state illness_death semi_markov_weibull competing_risks_age relapsing
    models/chancellor_hiv models/sick_sicker models/hip_replacement models/colon ../tests/engine/starts
    ../tests/engine/starts_in_cycles first_year ../tests/engine/clock_in_cycles ../tests/engine/many_states
    ../tests/engine/many_states_in_cycles)
case $part in
    digests) cases=$((3 * ${#shipped[@]})) ;;
    schedules) cases=6 ;;
    memory) cases=5 ;;
    fallbacks) cases=12 ;;
    failures) cases=11 ;;
    draws) cases=17 ;;
    calls) cases=10 ;;
    draw_failures) cases=14 ;;
    automatic) cases=8 ;;
    studies) cases=20 ;;
    philox) cases=1 ;;
    *) echo "emulated_test.sh: no part '$part'"; exit 2 ;;
esac
if [[ -z ${IBTR_CUDA_EMULATOR:-} || ! -f ${IBTR_CUDA_EMULATOR}/emu/build.sh ]]; then
    echo "skipped: $cases cases; IBTR_CUDA_EMULATOR does not name the folder of a stand-in CUDA runtime"
    exit 77
fi
if [[ $(ldd "$ibtr") != *libcudart.so* ]]; then
    echo "skipped: $cases cases; this build links the static CUDA runtime, use the preset cuda-emulated"
    exit 77
fi

mkdir -p "$work"
(
    flock 9
    [[ -f $work/emu/libcudart.so.13 ]] || sh "$IBTR_CUDA_EMULATOR/emu/build.sh" "$work/emu" >"$work/emu-build.log" 2>&1
) 9>"$work/lock"
export LD_LIBRARY_PATH=$work/emu EMU_CACHE=$work/emu-cache
out=$work/$part
rm -rf "$out"
mkdir -p "$out"
failed=0

# digest BACKEND CONFIG [ibtr option...]: prints the tally digest
digest() {
    local backend=$1 config=$2
    shift 2
    "$ibtr" run "$config" --patients $women --backend "$backend" --threads 1 --no-exact --quiet --json \
        --out "$out/run" --force "$@" | sed -n 's/.*"tally_digest":"\([0-9a-f]*\)".*/\1/p'
}

# same NAME WANTED GOT
same() {
    if [[ -n $2 && $2 == "$3" ]]; then
        printf 'ok    %-52s %s\n' "$1" "$3"
    else
        printf 'FAIL  %-52s %s, expected %s\n' "$1" "${3:-no digest}" "$2"
        failed=1
    fi
}

case $part in
    digests)
        # Wherever events are counted; 227 KB of shared memory (sm_90) do not hold all counters of every config.
        for name in "${shipped[@]}"; do
            config=$configs/$name.toml
            wanted=$(EMU_DEVICES=0 digest omp "$config")
            for place in all one global; do
                got=$(EMU_SM=90 IBTR_CUDA_COUNTERS=$place digest cuda "$config" 2>"$out/message") || true
                if [[ -z $got && $place == all ]] && grep -q 'no room' "$out/message"; then
                    printf 'ok    %-52s no room\n' "$name, $place"
                else
                    same "$name, $place" "$wanted" "$got"
                fi
            done
        done
        ;;
    schedules)
        config=$configs/ibtr.toml
        wanted=$(EMU_DEVICES=0 digest omp "$config")
        export EMU_SM=90 IBTR_CUDA_COUNTERS=one
        for setting in EMU_ORDER=reverse EMU_ORDER=shuffle:7 EMU_ORDER=shuffle:8 EMU_CHECK=1 EMU_POISON=1 EMU_THREADS=2; do
            same "$setting" "$wanted" "$(env "$setting" bash -c "$(declare -f digest); ibtr=$ibtr women=$women out=$out digest cuda $config")"
        done
        ;;
    memory)
        config=$configs/ibtr.toml
        wanted=$(EMU_DEVICES=0 digest omp "$config")
        same "two devices" "$wanted" "$(EMU_DEVICES=2 digest cuda "$config")"
        same "three devices" "$wanted" "$(EMU_DEVICES=3 digest cuda "$config")"
        # Tallies of 50 batches take some 20 MB: a small device does them in pieces.
        same "24 MB of memory" "$wanted" "$(EMU_MEM=24000000 digest cuda "$config")"
        same "8 MB of memory" "$wanted" "$(EMU_MEM=8000000 digest cuda "$config")"
        same "8 MB each on two devices" "$wanted" "$(EMU_MEM=16000000 EMU_DEVICES=2 digest cuda "$config")"
        ;;
    fallbacks)
        # What the program chooses by itself, seen in the shared memory that its blocks ask for. Two strategies with 9
        # edges take 144 bytes a bin. A multiprocessor has 64 KB (sm_75), 100 KB (sm_86) or 228 KB (sm_90); of a plan
        # that leaves one block on it there is a smaller one. 6,000 women an item.
        config=$configs/bench_markov.toml
        for row in "12 all all all" "24 one one all" "40 global one all" "50 global global global"; do
            read -r per_year places <<<"$row"
            options=(--set "grid_per_year=$per_year" --set batches=2)
            wanted=$(EMU_DEVICES=0 digest omp "$config" "${options[@]}")
            for sm in 75 86 90; do
                read -r place places <<<"$places"
                name="sm_$sm, $per_year bins a year: $place"
                same "$name" "$wanted" "$(EMU_VERBOSE=1 EMU_SM=$sm digest cuda "$config" "${options[@]}" 2>"$out/launches")"
                strategies=0
                [[ $place == one ]] && strategies=1
                [[ $place == all ]] && strategies=2
                bytes=$(sed -n 's/.*<<<[0-9]*,[0-9]*,\([0-9]*\)>>>.*/\1/p' "$out/launches" | sort -u)
                same "$name, bytes" $((strategies * 72 * 15 * per_year)) "$bytes"
            done
        done
        ;;
    draws)
        # Draws of an analysis share launches; a draw's sums are the same however they are grouped, ordered or placed.
        analysis() {  # analysis BACKEND CONFIG [ibtr option...]: prints the digest over all draws
            local backend=$1 config=$2
            shift 2
            "$ibtr" psa "$config" --backend "$backend" --threads 2 --no-figure --quiet --json --out "$out/psa" --force \
                "$@" | sed -n 's/.*"tally_digest":"\([0-9a-f]*\)".*/\1/p'
        }
        config=$configs/ibtr.toml
        options=(--patients 3000 --draws 12)
        wanted=$(EMU_DEVICES=0 analysis omp "$config" "${options[@]}")
        export EMU_SM=90 EMU_SMS=4
        for setting in EMU_DEVICES=1 EMU_DEVICES=2 EMU_DEVICES=3 EMU_SMS=1 EMU_SMS=132 EMU_ORDER=reverse EMU_ORDER=shuffle:7 \
            EMU_CHECK=1 EMU_POISON=1 EMU_THREADS=2 IBTR_CUDA_COUNTERS=all IBTR_CUDA_COUNTERS=one IBTR_CUDA_COUNTERS=global; do
            export "${setting?}"
            same "$setting" "$wanted" "$(analysis cuda "$config" "${options[@]}")"
            unset "${setting%%=*}"
            export EMU_SMS=4
        done
        # So little memory that a draw is done in pieces, without any slot.
        same "8 MB of memory" "$wanted" "$(EMU_MEM=8000000 analysis cuda "$config" "${options[@]}")"
        # Counts that do not fit 16 bits; discounting, which needs every bin; none of the hazard ratios.
        for row in "ibtr --patients 80000" "economics --patients 3000" "ibtr --patients 3000 --no-hazard-ratios"; do
            read -r -a options <<<"$row --draws 3"
            wanted=$(EMU_DEVICES=0 analysis omp "$configs/${options[0]}.toml" "${options[@]:1}")
            same "$row" "$wanted" "$(analysis cuda "$configs/${options[0]}.toml" "${options[@]:1}")"
        done
        ;;
    draw_failures)
        # Whatever fails in an analysis, it stops with the call's name, and its store can be resumed to the same draws.
        analysis() { timeout 60 "$ibtr" psa "$@" --no-figure --quiet --json; }
        digest_of() { sed -n 's/.*"tally_digest":"\([0-9a-f]*\)".*/\1/p'; }
        what=("$configs/ibtr.toml" --patients 2000 --draws 30)
        wanted=$(EMU_DEVICES=0 analysis "${what[@]}" --out "$out/psa" --force | digest_of)
        export EMU_SMS=1
        for setting in cudaMalloc:1 cudaMalloc:9 cudaMallocHost:1 cudaMallocHost:4 cudaMemcpy:1 cudaMemcpy:6 cudaMemset:1 \
            cudaMemset:2 cudaStreamCreate:1 sync:1 sync:2 launch:1 launch:3 launch:4+; do
            rm -rf "$out/psa"
            status=0
            message=$(EMU_FAIL=$setting analysis "${what[@]}" --backend cuda --threads 2 --out "$out/psa" 2>&1) || status=$?
            [[ $status == 3 && $message == *"CUDA device 0: "* ]] || message="exit $status: $message" status=1
            same "$setting" "$wanted 3" "$(EMU_DEVICES=0 analysis --resume "$out/psa" | digest_of) $status"
        done
        ;;
    automatic)
        # `--backend auto` finds the stand-in slower than the cores, and no draw shows where it was simulated.
        analysis() { timeout 120 "$ibtr" psa "$@" --no-figure --json 2>"$out/messages"; }
        digest_of() { sed -n 's/.*"tally_digest":"\([0-9a-f]*\)".*/\1/p'; }
        field() { sed -n "s/^  *\"$1\": \"\([a-z]*\)\".*/\1/p" "$out/psa/manifest.json" | head -1; }
        what=("$configs/ibtr.toml" --patients 2000 --threads 2 --out "$out/psa" --force --draws)
        wanted=$(EMU_DEVICES=0 analysis "${what[@]}" 1000 | digest_of)
        same "without a device nothing is measured" "0 null" "$(grep -c '^auto' "$out/messages" || true) $(sed -n 's/.*"backend_trial": \([a-z]*\),.*/\1/p' "$out/psa/manifest.json")"
        export EMU_SMS=1
        same "digest after a trial" "$wanted" "$(analysis "${what[@]}" 1000 | digest_of)"
        same "chosen" cpp "$(field chosen)"
        same "rates" 1 "$(grep -cE '^auto: cuda [0-9.e+]+ draws/s, cpp [0-9.e+]+ draws/s; going on with cpp' "$out/messages")"
        analysis "${what[@]}" 60 >/dev/null
        same "too few draws" "0 cuda" "$(grep -c '^auto' "$out/messages" || true) $(field backend)"
        for setting in cudaMalloc:1 launch:1 launch:5; do
            rm -rf "$out/psa"
            status=0
            EMU_FAIL=$setting analysis "${what[@]}" 1000 >/dev/null || status=$?
            [[ $(<"$out/messages") == *"CUDA device 0: "* ]] || status=unnamed
            same "$setting during the trial" "$wanted 3" "$(analysis --resume "$out/psa" | digest_of) $status"
        done
        ;;
    calls)
        # What a draw costs in calls and bytes once a device is at work: the difference of 132 and 44 draws, over 88.
        export EMU_SM=90 EMU_SMS=132
        count() {  # count CONFIG PATIENTS DRAWS [ibtr option...]
            local config=$1 patients=$2 draws=$3
            shift 3
            EMU_COUNT=$out/calls_$draws "$ibtr" psa "$configs/$config.toml" --patients "$patients" --draws "$draws" \
                --backend cuda --threads 2 --no-figure --quiet --out "$out/psa" --force "$@" >/dev/null
        }
        # at_most NAME LIMIT COLUMN...: the growth of these rows, column 2 (calls) or 3 (sums), a draw
        at_most() {
            local name=$1 limit=$2 column=$3 value
            shift 3
            value=$(awk -v rows=" $* " -v column="$column" 'FNR == 1 { ++file }
                index(rows, " " $1 " ") { sum[file] += $column } END { printf "%.3f", (sum[2] - sum[1]) / 88 }' \
                "$out/calls_44" "$out/calls_132")
            if awk -v value="$value" -v limit="$limit" 'BEGIN { exit !(value <= limit) }'; then
                printf 'ok    %-52s %s, at most %s\n' "$name" "$value" "$limit"
            else
                printf 'FAIL  %-52s %s, at most %s\n' "$name" "$value" "$limit"
                failed=1
            fi
        }
        allocations=(cudaMalloc cudaFree cudaMallocHost cudaFreeHost cudaStreamCreate cudaEventCreate)
        for draws in 44 132; do count ibtr 10000 "$draws"; done
        at_most "allocations, streams and events" 0 2 "${allocations[@]}"
        at_most "launches" 0.1 2 launch
        at_most "calls" 1 2 "${allocations[@]}" cudaMemcpy cudaMemset launch sync
        at_most "bytes to the host" $((200 * 1024)) 3 bytes_to_host
        at_most "bytes to the device" $((5 * 1024)) 3 bytes_to_device
        blocks=$(awk '$1 == "blocks" { print int($3 / $2) }' "$out/calls_132")
        if ((blocks >= 2 * 132)); then
            printf 'ok    %-52s %s, at least 264\n' "blocks a launch" "$blocks"
        else
            printf 'FAIL  %-52s %s, at least 264\n' "blocks a launch" "$blocks"
            failed=1
        fi
        for draws in 44 132; do count ibtr 10000 "$draws" --no-hazard-ratios; done
        at_most "bytes to the host without hazard ratios" $((96 * 1024)) 3 bytes_to_host
        for draws in 44 132; do count evidence_model 25000 "$draws"; done
        # 4 simulated strategies, 2 cells, 2 halves: 16 blocks; a base case has 24, of 11 series where these have 14.
        at_most "bytes to the host, evidence model" $((200 * 1024 * 16 * 14 / (24 * 11))) 3 bytes_to_host
        at_most "allocations, evidence model" 0 2 "${allocations[@]}"
        at_most "launches, evidence model" 0.1 2 launch
        ;;
    studies)
        . "$(dirname "$0")/emulated_studies.sh"
        ;;
    philox)
        "$ibtr" || failed=1
        ;;
    failures)
        # Whatever fails, the program says which call, exits with 3 and leaves nothing behind.
        for setting in EMU_DEVICES=0 EMU_FAIL=cudaMalloc:1 EMU_FAIL=cudaMalloc:9 EMU_FAIL=cudaMallocHost:1 \
            EMU_FAIL=cudaMemcpy:1 EMU_FAIL=cudaMemset:1 EMU_FAIL=cudaStreamCreate:1 EMU_FAIL=sync:1 EMU_FAIL=launch:1 \
            EMU_MEM=1000000 IBTR_CUDA_COUNTERS=most; do
            status=0
            message=$(env "$setting" "$ibtr" run "$configs/bench_markov.toml" --patients $women --backend cuda --quiet \
                --out "$out/failed" 2>&1) || status=$?
            if [[ $status == 3 && $message == *CUDA* && ! -e $out/failed ]]; then
                printf 'ok    %-32s %s\n' "$setting" "$message"
            else
                printf 'FAIL  %-32s exit %s: %s\n' "$setting" "$status" "$message"
                failed=1
            fi
            rm -rf "$out/failed"
        done
        ;;
esac
rm -rf "$out"
exit $failed
