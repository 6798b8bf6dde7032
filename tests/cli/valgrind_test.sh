#!/usr/bin/env bash
# Commands under valgrind, which sees what AddressSanitizer does not: numbers that nobody has set, in the release build as
# it is shipped, with the instruction set that valgrind knows (AVX2). No error of ours, and nothing that is lost at the end.
# 77 where there is no valgrind.  valgrind_test.sh IBTR CONFIGS PLANTED COMPILER
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2 planted=$3 compiler=$4
command -v valgrind >/dev/null || { echo "no valgrind here" >&2; exit 77; }
watched=(valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite)
under() { expect 0 "" "${watched[@]}" "$ibtr" "$@"; }

# That it would tell: what was never set decides, and what was asked for is lost.
cat >planted.cpp <<'END'
#include <cstdlib>
int main(int argc, char**) {
    volatile int* block = static_cast<volatile int*>(std::malloc(64));
    if (argc == 1) return block[3] == 42 ? 1 : 0;
    block = nullptr;
    return 0;
}
END
"$compiler" -O0 planted.cpp -o planted
expect 9 "uninitialised" "${watched[@]}" ./planted
expect 9 "definitely lost" "${watched[@]}" ./planted lost

two=$configs/two_state.toml
small=(--set grid_per_year=1 --quiet --no-figure)
under check "$two" --quiet
under exact "$two" "${small[@]}" --threads 1 --out exact
under run "$two" "${small[@]}" --patients 200 --backend cpp --threads 1 --out run
# Not of economics.toml: to valgrind a long double is a double, in which Boost's beta distribution does not converge.
under psa "$configs/ibtr.toml" "${small[@]}" --draws 4 --patients 1000 --backend cpp --threads 1 --out psa
under meta "$configs/evidence/two_arm_studies.csv" --filter endpoint=second_LR --quiet --no-figure --out meta
under figure run --kind survival --quiet
under report run --quiet
under solve "$planted/two_arms.toml" --target V3 --vary ratio --low 0 --high 2 --draws 2 --quiet --no-figure --out solve
under sensitivity "$configs/ibtr.toml" "${small[@]}" --method one-way --threads 1 --out sensitivity
for part in 0:100 100:200; do
    "$ibtr" run "$two" "${small[@]}" --patients 200 --patient-range "$part" --threads 1 --out "part_$part"
done
under merge part_0:100 part_100:200 --quiet --no-figure --out merged
