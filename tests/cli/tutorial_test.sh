#!/usr/bin/env bash
# docs/tutorial.md, typed as it stands: every command ends well, every line of output that is shown is printed, and every
# line of a config that is shown is in configs/models/colon.toml.  tutorial_test.sh IBTR SOURCES
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 sources=$2 tutorial=$2/docs/tutorial.md
mkdir bin
ln -s "$ibtr" bin/ibtr
PATH=$work/bin:$PATH
ln -s "$sources/configs" configs

fenced() { awk -v kind="$1" '$0 == "```" kind { inside = 1; next } /^```/ { inside = 0 } inside && NF' "$tutorial"; }

typed=0
while read -r line; do
    typed=$((typed + 1))
    # shellcheck disable=SC2086
    $line >>printed 2>>said </dev/null || { tail -5 said >&2; fail "'$line'"; }
done < <(awk '/^    ibtr / { line = substr($0, 5)
    while (line ~ /\\$/ && (getline rest) > 0) { sub(/ *\\$/, "", line); sub(/^ */, " ", rest); line = line rest }
    print line }' "$tutorial")
((typed >= 10)) || fail "only $typed commands were found"

shown=0
while IFS= read -r line; do
    shown=$((shown + 1))
    grep -qF -- "$line" printed || fail "the tutorial shows, and no command prints: $line"
done < <(fenced text)
((shown >= 20)) || fail "only $shown lines of output were found"

lines=0
while IFS= read -r line; do
    [[ $line == "    # ..." ]] && continue
    lines=$((lines + 1))
    grep -qxF -- "$line" "$sources/configs/models/colon.toml" || fail "not in colon.toml: $line"
done < <(fenced toml)
((lines >= 30)) || fail "only $lines lines of a config were found"

while read -r figure; do
    [[ -s $sources/docs/$figure ]] || fail "no figure $figure"
done < <(sed -n 's/^!\[.*\](\(.*\))$/\1/p' "$tutorial")
