#!/usr/bin/env bash
# gpu_bundle_test.sh SOURCE BUILD WORK: the folder for a borrowed machine is packed and its run-on-device runs,
# shortened, on the stand-in runtime of IBTR_CUDA_EMULATOR, with nothing of the caller's environment. Its verdict is the
# exit status: 0 only where every digest was compared and agreed. Skipped, as CTest reports, where nothing can stand in.
# shellcheck disable=SC2317  # what `expect` is told to call
set -euo pipefail
source=$1 build=$2 work=$3
if [[ -z ${IBTR_CUDA_EMULATOR:-} || ! -f ${IBTR_CUDA_EMULATOR}/emu/build.sh ]]; then
    echo "skipped: IBTR_CUDA_EMULATOR does not name the folder of a stand-in CUDA runtime"
    exit 77
fi
if ! grep -qi '^IBTR_CUDA_SHARED_RUNTIME:BOOL=ON' "$build/CMakeCache.txt"; then
    echo "skipped: this build links the static CUDA runtime"
    exit 77
fi
mkdir -p "$work"
(
    flock 9
    [[ -f $work/emu/libcudart.so.13 ]] || sh "$IBTR_CUDA_EMULATOR/emu/build.sh" "$work/emu" >"$work/emu-build.log" 2>&1
) 9>"$work/lock"
folder=$work/gpu_bundle
rm -rf "$folder"
mkdir -p "$folder/tools" "$folder/home"
failed=0
expect() {  # expect NAME COMMAND...
    if "${@:2}"; then printf 'ok    %s\n' "$1"; else printf 'FAIL  %s\n' "$1"; failed=1; fi
}
says() { grep -qE -- "$2" "$folder/$1/summary.txt" || { cat "$folder/$1/summary.txt"; return 1; }; }
ended() { [[ $status == "$1" ]] || { echo "status $status"; cat "$folder/log"; return 1; }; }

# on_device NAME [VARIABLE=VALUE...] [-- option...]: into the folder NAME; the exit status in `status`
on_device() {
    local name=$1 variables=()
    shift
    while (($#)) && [[ $1 != -- ]]; do variables+=("$1"); shift; done
    status=0
    env -i PATH="$folder/tools:/usr/bin:/bin" HOME="$folder/home" EMU_SM=90 EMU_HOME="$work/emu" \
        EMU_CACHE="$work/emu-cache" "${variables[@]}" "$folder/bundle/run-on-device" --short "$folder/$name" "${@:2}" \
        >"$folder/log" 2>&1 || status=$?
}

"$source/scripts/gpu-bundle" "$folder/bundle" --no-install --build-folder "$build" \
    --shared-runtime "$work/emu/libcudart.so.13" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
expect "the CUDA runtime lies beside the program" test -f "$folder/bundle/lib/libcudart.so.13"
no_bundle() {  # a folder of somebody's files stays as it is
    touch "$folder/home/letter"
    ! "$source/scripts/gpu-bundle" "$folder/home" --no-install --build-folder "$build" 2>"$folder/log" &&
        grep -q "name another folder" "$folder/log" && [[ -f $folder/home/letter ]]
}
expect "a folder with other files is refused" no_bundle

# Tools of the toolkit that only answer: what counts here is that their verdicts arrive.
# shellcheck disable=SC2016
printf '#!/bin/sh\necho "asked for $2"\n[ "$2" != racecheck ] || exit 99\n' >"$folder/tools/compute-sanitizer"
printf '#!/bin/sh\necho "time by kernel"\n' >"$folder/tools/nsys"
chmod +x "$folder"/tools/*

on_device sound
expect "all agree: status 0" ended 0
expect "what was compared is counted" says sound '^Digests +all agreed: 10 same, 0 differ, 0 failed'
expect "nobody takes a stand-in for a GPU" says sound 'does not run on a GPU'
expect "a complaint of the sanitizer is named" says sound '^  racecheck .* complains$'
expect "a clean run too" says sound '^  memcheck .* clean$'
for row in "bench, warm +ibtr .* cuda" "run, with its start +bench_markov .* cuda" "psa, 8 draws +ibtr .* omp"; do
    expect "speed: $row" says sound "^  $row +[1-9][0-9.e+]* .* a second"
done
files() { (($(find "$folder/sound" -type f | wc -l) <= 8)); }
expect "at most eight files" files
json() {
    python3 - "$folder/sound/summary.json" <<'END'
import json, sys
summary = json.load(open(sys.argv[1]))
assert summary["all_digests_agreed"] is True
assert len(summary["digests"]) == 10 and all(row["digest"] == row["cpu_digest"] for row in summary["digests"])
assert all(row["per_second"] > 0 for row in summary["rates"])
assert [phase["verdict"] for phase in summary["phases"]] == ["passed"] * 5 + ["failed", "passed"]
END
}
expect "the summary is JSON and says the same" json

# Counters of so fine a grid that a block has no room for all of them: said, and no fault.
cp "$folder/bundle/configs/bench_markov.toml" "$folder/usual.toml"
sed -i 's/^grid_per_year.*/grid_per_year = 120/' "$folder/bundle/configs/bench_markov.toml"
on_device fine
cp "$folder/usual.toml" "$folder/bundle/configs/bench_markov.toml"
expect "a place without room is no fault" ended 0
expect "and is named" says fine 'run bench_markov --patients 1000, counters all$'

on_device bare EMU_DEVICES=0
expect "no device: status 1" ended 1
expect "why it did not compare" says bare 'digests of psa +failed .*no device'
expect "the cores are timed all the same" says bare '^  psa, 8 draws +ibtr .* omp'

on_device late -- --seconds 9
expect "out of time: status 1" ended 1
expect "the last phase has its word" says late '^  profile '

# A device that counts wrongly in analyses, planted: the digest's first figure of `psa --backend cuda`.
mv "$folder/bundle/ibtr" "$folder/bundle/honest"
cat >"$folder/bundle/ibtr" <<'END'
#!/bin/bash
here=$(dirname "$0")
if [[ $1 == psa && " $* " == *" --backend cuda "* ]]; then
    set -o pipefail
    "$here/honest" "$@" | sed 's/"tally_digest":"./"tally_digest":"x/'
else
    exec "$here/honest" "$@"
fi
END
chmod +x "$folder/bundle/ibtr"
sed -i 's/\[0-9a-f\]\*/[0-9a-fx]*/' "$folder/bundle/measure.sh"
on_device wrong
expect "a digest that differs: status 1" ended 1
expect "it is named" says wrong 'psa ibtr --patients 500 --draws 6, counters one: differs'
expect "what agreed is not hidden by it" says wrong '^Digests +NOT all .*: 6 same, 4 differ'
rm -rf "$folder"
exit $failed
