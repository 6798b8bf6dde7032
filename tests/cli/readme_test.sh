#!/usr/bin/env bash
# What README says that a run of the base config prints is what it prints.  readme_test.sh IBTR SOURCES
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 sources=$2
"$ibtr" run "$sources/configs/ibtr.toml" --no-figure --out run >printed 2>digests

status=0
quoted=0
while read -r line; do
    quoted=$((quoted + 1))
    grep -qF -- "$line" printed || { echo "FAILED: README shows, and the run does not print: $line"; status=1; }
done < <(sed -n 's/^ \{4\}\(.* z [-+][0-9.]*\)$/\1/p' "$sources/README.md")
((quoted >= 5)) || { echo "FAILED: $quoted lines of a run were found in README, 5 or more are there"; status=1; }
for digest in tables_digest tally_digest; do
    value=$(sed -n "s/^$digest *//p" digests)
    grep -qF "\`$digest $value\`" "$sources/README.md" || { echo "FAILED: README has another $digest than $value"; status=1; }
done
cmp run/summary.json "$sources/results/reference/ibtr/summary.json" || status=1
exit $status
