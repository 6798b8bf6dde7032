#!/usr/bin/env bash
# install_test.sh CMAKE BUILD SOURCE CXX CONFIG: installs what is built into a folder of its own, moves that elsewhere, and
# builds and runs two examples against it as somebody else would.
set -euo pipefail
cmake=$1 build=$2 source=$3 compiler=$4 config=$5
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$cmake" --install "$build" --prefix "$folder/first" >"$folder/install.txt"
mv "$folder/first" "$folder/moved"  # no path of the folder may be written into the package
"$cmake" -S "$source" -B "$folder/build" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$folder/moved" >"$folder/configure.txt"
"$cmake" --build "$folder/build" -j 2 >"$folder/build.txt" || { cat "$folder/build.txt"; exit 1; }

failures=0
expect() {  # expect PROGRAM REGEX: the program's output has such a line
    grep -qE -- "$2" "$folder/$1.txt" && return
    echo "$1: expected $2 in"
    cat "$folder/$1.txt"
    failures=$((failures + 1))
}
for example in simulate credible_interval; do
    "$folder/build/$example" "$config" >"$folder/$example.txt"
done
number='0\.[0-9]+ \[0\.[0-9]+, [01]\.[0-9]+\]'
expect simulate "^survival mastectomy $number$"
expect simulate "^hazard ratio repeat_bcs (0|1)\.[0-9]+ \[(0|1)\.[0-9]+, 1\.[0-9]+\]$"
version=$("$folder/moved/bin/ibtr" --version)
[[ -n $version ]] || { echo "the installed program has no version"; failures=$((failures + 1)); }
expect simulate "^version ${version//[.+]/.}$"
expect credible_interval "^survival [a-z_]+, [0-9]+ states: $number$"
"$folder/moved/bin/ibtr" check "$folder/moved/share/ibtr/configs/ibtr.toml" --quiet
exit $((failures > 0))
