# Sourced by run-on-device: what each phase does. A phase that does not pass sets `why`; status 77: nothing to do here.
# shellcheck shell=bash disable=SC2034,SC2154

# Whether the CUDA backend can be used, and the device's name or the reason.
cuda_usable=no device="unknown: the program does not start"

describe_machine() {
    local info processor driver
    {
        date -u
        uname -a
        sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null
        echo
        within 20 "$ibtr" info 2>&1
        echo
        cat "$here/bundle.txt"
        echo
        within 10 nvidia-smi 2>&1 || echo "nvidia-smi: no answer"
        echo
        within 5 nvidia-smi --format=csv \
            --query-gpu=name,driver_version,compute_cap,memory.total,clocks.max.sm,clocks.max.mem,power.limit 2>&1
        echo
        within 5 lscpu 2>&1 || head -n 30 /proc/cpuinfo 2>/dev/null
    } >"$out/info.txt"
    if ! info=$(within 20 "$ibtr" info --json 2>"$work/message"); then
        record fact device "$device"
        why="ibtr info: $(complaint)"
        return 1
    fi
    device=$(sed -n 's/.*"name":"cuda","usable":[a-z]*,"detail":"\([^"]*\)".*/\1/p' <<<"$info")
    [[ $info == *'"name":"cuda","usable":true'* ]] && cuda_usable=yes
    processor=$(sed -n 's/^Model name: *//p' "$out/info.txt" | head -n 1)
    [[ -n $processor ]] || processor=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
    record fact device "$device"
    record fact cuda "$([[ $cuda_usable == yes ]] && echo usable || echo "not usable")"
    record fact runtime "$(sed -n 's/^runtime *//p' "$here/bundle.txt")"
    driver=$(within 10 nvidia-smi --format=csv,noheader --query-gpu=driver_version,compute_cap,memory.total 2>/dev/null |
        head -n 1)
    record fact driver "${driver:-nvidia-smi does not answer}"
    record fact processor "${processor:-unknown}, $(nproc) threads"
    record fact program "$(sed -n 's/.*"git_describe":"\([^"]*\)".*/\1/p' <<<"$info")"
    record fact sizes "$([[ $short == yes ]] && echo "short, a trial" || echo full)"
    [[ $cuda_usable == yes ]] || { why="no device: $device"; return 1; }
}

needs_device() {
    [[ $cuda_usable == yes ]] && return
    why="no device: $device"
    return 1
}

# worse STATUS: keeps in `worst` what the phase will return.
worse() { ((worst == 124 || $1 == 0)) || worst=$1; }

# compared COMMAND STATUS: what a phase of digests returns. Where nothing was compared nothing agreed.
compared() {
    if (($2 == 124)); then
        why="not everything was compared"
    elif (($2 != 0)); then
        why="see digests.txt"
    elif ! grep -q "^digest$tab$1$tab.*${tab}same$tab" "$records"; then
        why="nothing was compared"
        return 1
    fi
    return "$2"
}

compare_runs() {
    needs_device || return
    local path config women wanted place status worst=0
    for path in "$here"/configs/*.toml "$here"/configs/scenarios/*.toml; do
        config=${path#"$here"/configs/}
        config=${config%.toml}
        [[ $short == no || $config == two_state || $config == bench_markov ]] || continue
        women=12000
        [[ $short == no ]] || women=1000
        if ! wanted=$(simulate run "$config" omp 30 --patients $women); then
            # Many strata: the message names the fewest women that leave none empty.
            women=$(sed -n 's/.*use --patients \([0-9]*\) or more.*/\1/p' "$work/message")
            wanted=$(simulate run "$config" omp 30 --patients "${women:-0}") || wanted="none: $(complaint)"
        fi
        for place in all one global; do
            status=0
            compare $place "$wanted" run "$config" --patients "$women" || status=$?
            worse $status
            ((EPOCHSECONDS < deadline)) || break 2
        done
    done
    compared run $worst
}

# Counts beyond 16 bits, costs, many strata, what is kept: each has its own path from the device to the store.
compare_analyses() {
    needs_device || return
    local row place options wanted status worst=0 rows=(
        "all one global chosen:ibtr --patients 1000 --draws 200"
        "chosen:ibtr --patients 10000 --draws 100"
        "chosen:ibtr --patients 80000 --draws 8"
        "chosen:ibtr --patients 3000 --draws 50 --no-hazard-ratios"
        "chosen:ibtr --patients 3000 --draws 50 --stratified"
        "chosen:economics --patients 3000 --draws 50"
        "all one global chosen:evidence_model --patients 25000 --draws 20"
        "chosen:scenarios/primary_surgery --patients 5000 --draws 20"
    )
    if [[ $short == yes ]]; then
        rows=("one global chosen:ibtr --patients 500 --draws 6" "chosen:economics --patients 500 --draws 3")
    fi
    for row in "${rows[@]}"; do
        read -r -a options <<<"${row#*:}"
        wanted=$(simulate psa "${options[0]}" omp 30 "${options[@]:1}") || wanted="none: $(complaint)"
        for place in ${row%%:*}; do
            status=0
            compare "$place" "$wanted" psa "${options[@]}" || status=$?
            worse $status
            ((EPOCHSECONDS < deadline)) || break 2
        done
    done
    compared psa $worst
}

# The device, where there is one, and all cores.
contestants() { if [[ $cuda_usable == yes ]]; then echo cuda omp; else echo omp; fi; }

# Warm: what `bench` times, the simulation alone. Whole: what `run` says of its simulation, the device's start included.
time_runs() {
    local row config strategies women backend rate seconds status worst=0 rounds=5 long=0.6
    local sizes=(100000 1000000 10000000 100000000 1000000000 10000000000)
    [[ $short == no ]] || sizes=(1000) rounds=1 long=0.01
    for config in bench_markov ibtr; do
        for backend in $(contestants); do
            status=0
            within 25 "$ibtr" bench "$here/configs/$config.toml" --backend "$backend" --rounds $rounds --seconds $long \
                --json >"$work/output" 2>"$work/message" || status=$?
            worse $status
            ((status == 0)) || continue
            rate=$(sed -n 's/.*"histories_per_second_median":\([0-9.e+]*\).*/\1/p' "$work/output")
            figure "bench, warm" $config any "$backend" "$rate" histories ""
        done
    done
    for row in "bench_markov 2" "ibtr 3"; do  # strategies that are simulated
        read -r config strategies <<<"$row"
        for backend in $(contestants); do
            for women in "${sizes[@]}"; do
                status=0
                simulate run "$config" "$backend" 20 --patients "$women" >/dev/null || status=$?
                worse $status
                ((status == 0)) || break
                seconds=$(value simulate)
                rate=$(per_second $((women * strategies)) "$seconds")
                figure "run, with its start" "$config" "$women" "$backend" "$rate" histories "$seconds"
                awk -v seconds="$seconds" 'BEGIN { exit !(seconds > 0.5) }' && break  # ten times that is long enough
            done
        done
    done
    ((worst == 0)) || why="not all sizes: see rates.txt"
    return $worst
}

# A pilot says how many draws fill some four seconds.
time_analyses() {
    local row config women backend pilot draws rate seconds status worst=0 wanted=4
    local rows=("ibtr 10000" "ibtr 1000" "ibtr 100000" "evidence_model 25000")
    [[ $short == no ]] || rows=("ibtr 500") wanted=0.1
    for row in "${rows[@]}"; do
        read -r config women <<<"$row"
        for backend in $(contestants); do
            pilot=200 status=0
            [[ $short == no ]] || pilot=4
            simulate psa "$config" "$backend" 20 --patients "$women" --draws $pilot >/dev/null || status=$?
            if ((status == 0)); then
                draws=$(awk -v pilot=$pilot -v wanted=$wanted -v seconds="$(value draws)" \
                    'BEGIN { n = int(pilot * wanted / seconds); print (n < pilot ? pilot : n > 50000 ? 50000 : n) }')
                [[ $short == no ]] || draws=8
                simulate psa "$config" "$backend" 25 --patients "$women" --draws "$draws" >/dev/null || status=$?
            fi
            worse $status
            ((status == 0)) || continue
            seconds=$(value draws)
            rate=$(per_second "$draws" "$seconds")
            figure "psa, $draws draws" "$config" "$women" "$backend" "$rate" draws "$seconds"
        done
    done
    ((worst == 0)) || why="not all sizes: see rates.txt"
    return $worst
}

# The path of a program of the CUDA toolkit, if the machine has it.
toolkit_program() { PATH=$PATH:/usr/local/cuda/bin:/opt/nvidia/nsight-systems/bin command -v "$1"; }

sanitize() {
    needs_device || return
    local program tool row command config options status verdict worst=0
    program=$(toolkit_program compute-sanitizer) || { why="compute-sanitizer is not on this machine"; return 77; }
    local rows=("run bench_markov --patients 2000" "psa ibtr --patients 500 --draws 10" "run relapsing --patients 1000")
    for tool in memcheck racecheck initcheck synccheck; do
        for row in "${rows[@]}"; do
            read -r command config options <<<"$row"
            [[ $command == psa ]] || options+=" --no-exact"
            status=0
            # shellcheck disable=SC2086
            within 20 "$program" --tool $tool --error-exitcode 99 "$ibtr" "$command" "$here/configs/$config.toml" \
                $options --backend cuda --no-figure --quiet --out "$work/run" --force >"$work/output" 2>&1 || status=$?
            case $status in
                0) verdict=clean ;;
                124) verdict="out of time" ;;
                99) verdict="complains" ;;
                *) verdict="failed ($status)" ;;
            esac
            record tool "$tool" "$row" "$verdict"
            { printf '== %s, %s: %s\n' "$tool" "$row" "$verdict"; tail -n 40 "$work/output"; } >>"$out/sanitizer.txt"
            worse $status
        done
    done
    ((worst == 0)) || why="see sanitizer.txt"
    return $worst
}

profile() {
    needs_device || return
    local nsys ncu status worst=0
    local analysis=("$ibtr" psa "$here/configs/ibtr.toml" --patients 10000 --draws 500 --backend cuda --no-figure
        --quiet --out "$work/run" --force)
    nsys=$(toolkit_program nsys) || nsys=
    ncu=$(toolkit_program ncu) || ncu=
    [[ -n $nsys$ncu ]] || { why="neither nsys nor ncu is on this machine"; return 77; }
    if [[ -n $nsys ]]; then
        status=0
        within 25 "$nsys" profile --trace=cuda --sample=none --cpuctxsw=none --stats=true --force-overwrite=true \
            --output="$work/timeline" "${analysis[@]}" >"$work/output" 2>&1 || status=$?
        record tool nsys "psa ibtr --patients 10000 --draws 500" "status $status"
        { echo "== nsys: status $status"; head -n 200 "$work/output"; } >>"$out/profile.txt"
        worse $status
    fi
    if [[ -n $ncu ]]; then
        status=0
        within 20 "$ncu" --launch-count 2 "${analysis[@]}" >"$work/output" 2>&1 || status=$?
        record tool ncu "psa ibtr, two launches" "status $status"
        { echo "== ncu: status $status"; head -n 300 "$work/output"; } >>"$out/profile.txt"
        worse $status
    fi
    ((worst == 0)) || why="see profile.txt"
    return $worst
}
