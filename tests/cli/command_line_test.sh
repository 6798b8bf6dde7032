#!/usr/bin/env bash
# What a user types and gets: exit codes, files and messages of the commands.  command_line_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
number() { sed -n "s/.*\"$2\": *\([0-9]*\).*/\1/p" "$1/manifest.json" | head -1; }

# Mistakes on the command line: exit 2, one line that says what is allowed.
expect 2 "'frobnicate' is not a command; commands: run, exact" "$ibtr" frobnicate
expect 2 "CONFIG is required" "$ibtr" run
expect 2 "no-such-file.toml: no such file" "$ibtr" run no-such-file.toml
expect 2 "below the least allowed number, 1" "$ibtr" run "$configs/ibtr.toml" --patients 0
for bad in 1.5 -1 many 1e30 99999999999999999999999 ""; do
    expect 2 "is not a whole number from 0 to 9223372036854775807" "$ibtr" run "$configs/ibtr.toml" --seed "$bad"
done
expect 2 "above the largest allowed number, 9223372036854775807" "$ibtr" run "$configs/ibtr.toml" --seed 9223372036854775808
expect 2 "not in range" "$ibtr" run "$configs/ibtr.toml" --exact-budget 0
expect 2 "expected two whole numbers A:B" "$ibtr" run "$configs/ibtr.toml" --patient-range 5
expect 2 "non-empty part of 0:100" "$ibtr" run "$configs/ibtr.toml" --patients 100 --patient-range 50:200
expect 2 "patients is for --by simulation" "$ibtr" sensitivity "$configs/ibtr.toml" --by exact --patients 1000
expect 2 "two different parameters" "$ibtr" sensitivity "$configs/ibtr.toml" --method two-way --vary h_distant,h_distant
expect 2 "--draws is for --method ranks, evppi, evsi" "$ibtr" sensitivity "$configs/ibtr.toml" --method one-way --draws 100
known=h_local,hr_local_repeat_bcs,hr_local_repeat_bcs_rt,h_distant,hr_distant_after_local,h_death_bc_year_1,h_death_bc_year_4
expect 2 "7 parameters need --draws 116 or more" "$ibtr" sensitivity "$configs/ibtr.toml" --method evppi --draws 115 --together "$known"
expect 2 "pairs is for --method sobol" "$ibtr" sensitivity "$configs/ibtr.toml" --pairs 100
expect 2 "no-targets.csv: no such file" "$ibtr" validate "$configs/evidence_model.toml" --targets no-targets.csv
expect 2 "leave --out out" "$ibtr" psa --resume nowhere --out elsewhere
if "$ibtr" info | grep -q "cuda *not usable"; then
    expect 3 "CUDA" "$ibtr" run "$configs/two_state.toml" --backend cuda
fi
expect 4 "/proc/no-such-folder" "$ibtr" run "$configs/two_state.toml" --out /proc/no-such-folder

# Whole numbers as people write them; one thread is one thread in the manifest.
expect 0 "results in small" "$ibtr" run "$configs/ibtr.toml" --patients 1e4 --backend cpp --no-figure --out small
[[ $(number small patients) == 10000 && $(number small threads) == 1 ]] || fail "manifest of 1e4 patients on cpp"
[[ ! -e small/os.svg ]] || fail "--no-figure drew one"

# A folder in use is refused before any work; --force replaces it only once there are new results.
expect 2 "small has files in it" "$ibtr" run "$configs/ibtr.toml" --out small
cp small/curves.csv before.csv
expect 2 "would be empty" "$ibtr" run "$configs/ibtr.toml" --patients 2 --out small --force
cmp -s small/curves.csv before.csv || fail "a failed run with --force took the old results away"
expect 0 "" "$ibtr" run "$configs/ibtr.toml" --patients 2e4 --out small --force --quiet --no-figure
cmp -s small/curves.csv before.csv && fail "--force did not replace the old results"

# A command that fails leaves no empty folder behind.
expect 2 "would be empty" "$ibtr" run "$configs/ibtr.toml" --patients 2
[[ ! -e results/ibtr ]] || fail "an empty results/ibtr is left"

# A range is a part, even where it holds everyone; its merge is the whole run.
expect 0 "" "$ibtr" run "$configs/ibtr.toml" --patients 2e4 --patient-range 0:20000 --out part --quiet
[[ -e part/tallies.part ]] || fail "--patient-range 0:P wrote no part"
expect 0 "" "$ibtr" merge part --out merged --quiet --no-exact --no-figure
for file in curves.csv contrasts.csv; do
    cmp -s "merged/$file" "small/$file" || fail "$file of the merged part differs from that of the run"
done
grep -q '"backend": "omp"\|"backend": "cuda"' merged/manifest.json || fail "merge forgot what simulated its parts"
expect 2 "already\|another part" "$ibtr" merge part part --out twice
expect 2 "nowhere: no such folder" "$ibtr" merge part nowhere --out twice
expect 2 "small: holds neither tallies.part" "$ibtr" merge small part --out twice
expect 0 "" "$ibtr" psa "$configs/ibtr.toml" --draws 4 --patients 1e3 --shard 1/2 --out shard --quiet
expect 2 "part: holds no psa.sqlite" "$ibtr" merge shard part --out twice
expect 2 "are for parts of a run" "$ibtr" merge shard --no-exact --out twice
expect 2 "is not a whole number from 1 .*; auto is allowed too" "$ibtr" psa "$configs/two_state.toml" --patients many

# The exact solver takes run's options, and budgets hold by the clock.
expect 0 "results in solved" "$ibtr" exact "$configs/two_state.toml" --threads 1 --backend cpp --out solved
grep -q "95 % interval" output && fail "exact speaks of intervals"
expect 0 "no comparison with the exact solution" "$ibtr" run "$configs/competing_risks_age.toml" --patients 1e4 \
    --exact-budget 0.001 --out hurried --no-figure

# Results that cannot be printed are a storage error.
for command in "run $configs/two_state.toml --patients 1e4 --json --out full" "check $configs/ibtr.toml" "info"; do
    status=0
    # shellcheck disable=SC2086
    "$ibtr" $command >/dev/full 2>output || status=$?
    ((status == 4)) || fail "'$command' on a full disk ended with $status"
done
(ulimit -f 4; "$ibtr" run "$configs/ibtr.toml" --patients 1e4 --out limited --quiet 2>output) && fail "no room, no error"
[[ -z $(ls -A limited 2>/dev/null) ]] || fail "half-written files: $(ls -A limited)"

# What machines read.
expect 0 '"config_hash":"[0-9a-f]\{32\}"' "$ibtr" check "$configs/ibtr.toml" --json
expect 0 '"backends":\[' "$ibtr" info --json
"$ibtr" check "$configs/ibtr.toml" --quiet >output
[[ ! -s output ]] || fail "check --quiet printed something"
