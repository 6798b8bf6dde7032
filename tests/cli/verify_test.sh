#!/usr/bin/env bash
# ibtr verify as a user meets it.  verify_test.sh IBTR PROJECT
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2/configs

# Without a config: the built-in model. A line a check, and why one is left out.
expect 0 "61 checks: 57 pass, 0 fail, 4 not applicable" "$ibtr" verify --out built_in
[[ $(grep -cE '^ *[0-9]+  (pass|-) ' output) == 61 ]] || { cat output >&2; fail "61 lines, one a check"; }
grep -q "not applicable: the model has no life table" output || fail "why a check is left out"

# The file names every number once, says each status, and gives its reasons; the manifest is whole.
python3 - built_in <<'PYTHON' || fail "verify.json"
import json, sys
folder = sys.argv[1]
found = json.load(open(f"{folder}/verify.json"))
checks = found["checks"]
assert [check["id"] for check in checks] == list(range(1, 62)), [check["id"] for check in checks]
for check in checks:
    assert check["status"] in ("pass", "fail", "not_applicable"), check
    assert check["name"] and check["expected"], check
    assert ("reason" in check) == (check["status"] == "not_applicable"), check
    assert check["observed"] or check["status"] == "not_applicable", check
assert found["pass"] == 57 and found["fail"] == 0 and found["not_applicable"] == 4
manifest = json.load(open(f"{folder}/manifest.json"))
assert manifest["command"] == "verify" and manifest["config_hash"] == found["config_hash"]
assert "built_in" in manifest["config_text"] and "cpp" in manifest["backend"]
PYTHON

# As other commands: one line of JSON; a folder with files is not written over; nothing is left of what is refused.
"$ibtr" verify "$configs/two_state.toml" --out json --json --quiet >line 2>/dev/null
[[ $(wc -l <line) == 1 ]] || fail "--json prints more than a line"
python3 -c 'import json, sys; assert len(json.load(sys.stdin)["checks"]) == 61' <line || fail "--json"
expect 2 "built_in" "$ibtr" verify --out built_in
expect 0 "" "$ibtr" verify --out built_in --force --quiet
expect 2 "no_such.toml" "$ibtr" verify no_such.toml --out refused
expect 2 "horizon_yeers" "$ibtr" verify "$configs/two_state.toml" --set horizon_yeers=3 --out refused
expect 2 "not a backend\|auto, cuda" "$ibtr" verify --backend fast --out refused
[[ ! -e refused ]] || fail "what is refused leaves a folder"
# One backend alone is the one that is checked.
"$ibtr" verify "$configs/two_state.toml" --backend cpp --threads 1 --seed 7 --set 'horizon_years=5' --set 'landmarks_years=[5]' \
    --out one --json 2>/dev/null | grep -q '"backend":"cpp"' || fail "--backend cpp"
# Fewer women than strata are raised to what the model needs, not refused.
expect 0 "0 fail" "$ibtr" verify "$configs/illness_death.toml" --patients 100 --out few

# docs/verify.md lists the checks by number and name.
diff <(sed -n 's/^| \([0-9]*\)\( +\)\{0,1\} | \([^|]*\) |.*/\1 \3/p' "$2/docs/verify.md") \
    <(python3 -c 'import json; [print(c["id"], c["name"]) for c in json.load(open("built_in/verify.json"))["checks"]]') ||
    fail "docs/verify.md (<) and the checks (>) differ"
