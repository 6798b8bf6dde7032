#!/usr/bin/env bash
# Runs the CUDA binary, kernels and all, on a stand-in for the CUDA runtime, and compares its digests with the CPU's.
#
#   emulated_test.sh PART IBTR CONFIGS WORK       PART: digests, schedules, memory, fallbacks, failures;
#                                                philox, where IBTR is the program that asks for known answers
#
# The stand-in's folder is in IBTR_CUDA_EMULATOR (its build.sh makes libcudart.so). Without it the cases are skipped,
# which CTest reports. It executes PTX one thread at a time: order of blocks and threads, bounds, poisoned memory and
# failing calls can be tried; overlap of streams and races of a real memory model cannot.
set -euo pipefail
part=$1 ibtr=$2 configs=$3 work=$4

women=12000  # at most 1e5 histories a case
shipped=(bench_markov ibtr two_state illness_death semi_markov_weibull competing_risks_age relapsing)
case $part in
    digests) cases=$((3 * ${#shipped[@]})) ;;
    schedules) cases=6 ;;
    memory) cases=5 ;;
    fallbacks) cases=12 ;;
    failures) cases=11 ;;
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
