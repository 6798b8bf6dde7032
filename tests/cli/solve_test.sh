#!/usr/bin/env bash
# ibtr solve and calibrate as a user meets them.  solve_test.sh IBTR CONFIGS
set -euo pipefail
ibtr=$1 configs=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
refused() {  # refused TEXT COMMAND...
    local text=$1 status=0
    shift
    "$ibtr" "$@" --out refused >output 2>&1 || status=$?
    ((status == 2)) || { cat output >&2; fail "$*: exit $status"; }
    grep -q -- "$text" output || { cat output >&2; fail "$* does not say: $text"; }
    [[ ! -e refused ]] || fail "$*: a folder is left"
}
model=$configs/evidence_model.toml
refused "--target.*V99" solve "$model" --target V99 --vary phi
refused "a model could be made to say" solve "$model" --target V24a --vary phi
refused "--vary: parameter.*phy" solve "$model" --target V6 --vary phy
refused "it is the expression" solve "$model" --target V6 --vary h_diverted_after_lr2
refused "the range is empty" solve "$model" --target V6 --vary theta --low 2 --high 1
uncertain=$(awk '/^\[parameters\./ { gsub(/\[parameters\.|\]/, ""); name = $0 } /^uncertainty/ { printf "%s%s", n++ ? "," : "", name }' "$model")
refused "must be more targets" calibrate "$model" --free "$uncertain"
refused "cannot be free" calibrate "$model" --free theta

# P1: the mastectomy arm's hazard at which the model says its published five-year recurrence.
"$ibtr" solve "$model" --target V4b --vary h_local --low 0.001 --high 0.01 --set grid_per_year=4 --out solved --no-figure >output 2>/dev/null
grep -q "V4b: proportion of cif_local at 5 years, mastectomy" output || { cat output >&2; fail "no words"; }
[[ $(wc -l <solved/solve.csv) == 4 && $(wc -l <solved/curve.csv) == 14 ]] || fail "rows of solve.csv or curve.csv"
base=$(sed -n '/^\[parameters.h_local\]/,/^value/s/^value = //p' "$model")
awk -F, -v base="$base" 'NR == 2 { exit !($8 > 0.97 * base && $8 < 1.03 * base) }' solved/solve.csv || fail "the config's own h_local is not the root"
