#!/usr/bin/env bash
# layers_test.sh LAYERS SOURCE: the project's own layers hold; planted faults in a small tree are named with file and line.
set -euo pipefail
layers=$1 source=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

"$layers" --check --root "$source" || failures=1

# plant NAME: a tree of two layers, upper on lower, that holds.
plant() {
    root=$folder/$1
    mkdir -p "$root"/{host/lower,host/upper,cuda,include/ibtr/core}
    printf 'ibtr_add_layer(lower\n  HEADERS low.hpp\n  SOURCES\n    low.cpp\n)\n' >"$root/host/lower/CMakeLists.txt"
    printf 'ibtr_add_layer(upper\n  USES lower\n  SOURCES high.cpp)\n' >"$root/host/upper/CMakeLists.txt"
    echo '#pragma once' | tee "$root/include/ibtr/low.hpp" "$root/host/upper/high.hpp" >"$root/include/ibtr/core/walk.hpp"
    printf '#include "ibtr/low.hpp"\n#include "ibtr/core/walk.hpp"\n' >"$root/host/lower/low.cpp"
    printf '#include <vector>\n\n#include "ibtr/low.hpp"\n#include "upper/high.hpp"\n' >"$root/host/upper/high.cpp"
}
# expect STATUS TEXT: what the check of the planted tree says.
expect() {
    local status=0
    "$layers" --check --root "$root" >"$root.txt" 2>&1 || status=$?
    if [[ $status != "$1" ]] || [[ $(<"$root.txt") != "$2"* ]]; then
        echo "$(basename "$root"): expected status $1 and '$2'; status $status and"
        cat "$root.txt"
        failures=1
    fi
}

plant sound
expect 0 ""
plant upwards
echo '#include "upper/high.hpp"' >>"$root/host/lower/low.cpp"
expect 1 "host/lower/low.cpp:3: lower may not include host/upper/high.hpp of upper"
plant undeclared
sed -i '/USES/d' "$root/host/upper/CMakeLists.txt"
expect 1 "host/upper/high.cpp:3: upper may not include include/ibtr/low.hpp of lower"
plant circle
sed -i 's/HEADERS/USES upper HEADERS/' "$root/host/lower/CMakeLists.txt"
expect 1 "circle: lower stands on itself"
plant core
echo '#include "ibtr/low.hpp"' >>"$root/include/ibtr/core/walk.hpp"
expect 1 "include/ibtr/core/walk.hpp:2: core may not include include/ibtr/low.hpp of lower"
plant homeless
echo '#pragma once' >"$root/include/ibtr/new.hpp"
expect 1 "include/ibtr/new.hpp:1: in no layer"
plant missing
echo '#include "lower/gone.hpp"' >>"$root/host/upper/high.cpp"
expect 1 "host/upper/high.cpp:5: lower/gone.hpp: no such file"
plant hidden
printf '/// Adds.\nvoid add(int number);\nclass Sum {\n    void take();\n};\n' >>"$root/host/upper/high.hpp"
printf 'namespace {\nvoid take() {}\nvoid add(double number) {}\n}  // namespace\nvoid add(int) {}\n' >>"$root/host/upper/high.cpp"
expect 1 "host/upper/high.cpp:7: rename add: where the files of upper are compiled together it hides that of host/upper/high"
plant apart
echo 'void add(int number);' >>"$root/include/ibtr/low.hpp"
printf 'namespace {\nvoid add(double number) {}\n}  // namespace\n' >>"$root/host/upper/high.cpp"
expect 0 ""
exit $failures
