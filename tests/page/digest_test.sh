#!/usr/bin/env bash
# The engine of a page walks the women of `ibtr run` and takes the same digest, on every shipped config; another seed, and
# one bit of the tables' entries, are told.
#   digest_test.sh IBTR PAGE_COHORT_DATA CONFIGS
set -euo pipefail
ibtr=$1 page_data=$2 configs=$3
here=$(dirname "$0")
command -v node >/dev/null || { echo "skipped: no node"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

failures=0
for config in "$configs"/*.toml "$configs"/models/*.toml "$configs"/scenarios/selection_gentile.toml; do
    name=$(basename "$config" .toml)
    "$page_data" "$config" "$work" >"$work/said"
    if [[ -s $work/said ]]; then
        cat "$work/said"
        exit 77
    fi
    women=20000
    until "$ibtr" run "$config" --patients $women --seed 7 --no-exact --no-figure --out "$work/run" --force --quiet 2>"$work/errors"; do
        women=$((women * 10))
        ((women <= 2000000)) || { cat "$work/errors"; exit 1; }
    done
    native=$(sed -n 's/.*"tally_digest": "\(.*\)".*/\1/p' "$work/run/manifest.json")
    browser=$(node "$here/walk_in_node.js" "$work" $women 7)
    if [[ $browser != "$native" ]]; then
        echo "FAIL $name: $browser in the page's engine, $native by ibtr run"
        failures=$((failures + 1))
    fi
    for wrong in "8" "7 --planted"; do
        # shellcheck disable=SC2086
        if [[ $(node "$here/walk_in_node.js" "$work" $women $wrong) == "$native" ]]; then
            echo "FAIL $name: the digest is the same with $wrong"
            failures=$((failures + 1))
        fi
    done
    echo "$name: $women women, $browser"
done
exit $((failures > 0))
