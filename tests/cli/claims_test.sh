#!/usr/bin/env bash
# Numbers of documents stand in tables: scripts/claims holds for the shipped documents, and finds every planted drift.
#   claims_test.sh SOURCES
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
sources=$1

"$sources/scripts/claims" || fail "documents and tables differ"
list=$sources/docs/claims/findings.txt
(($(grep -c '{}' "$list") >= 40)) || fail "$list holds hardly any result: has the document been emptied?"
! grep -q '^# partial' "$list" || fail "$list leaves numbers alone"

# A small document, with one fault planted at a time.
mkdir -p scripts docs/claims results/reference/small configs
cp "$sources/scripts/claims" scripts/
cat >results/reference/small/table.csv <<'TABLE'
name,label,x,pub_low,pub_high
a,"first, quoted",0.12345,0.1,0.2
b,second one,0.3,0.1,0.2
TABLE
cat >docs/small.md <<'DOCUMENT'
# Small 2026

Both are shown: 12.3 % of women and
0.30, or V6 by E01-09, after 5 years (`grid 7`).

1. Outside: **0.3** and 0.1.
DOCUMENT
cat >docs/claims/small.txt <<'LIST'
Both are shown: {} % of women and {},
    small/table.csv name=a x %.1f *100
    small/table.csv name=b x %.2f
Outside: {} and {}.
    small/table.csv label=second%20one x %.1f bold
    small/table.csv name=a x %.1f bold
after 5 years
LIST
expect 0 "" scripts/claims small
drift() {  # drift FILE SED WORDS
    cp "$1" kept
    sed -i "$2" "$1"
    expect 1 "$3" scripts/claims small
    cp kept "$1"
}
drift docs/small.md 's/12.3/12.4/' "small.txt:1: not in docs/small.md: Both are shown: 12.3 % of women and 0.30,"
drift results/reference/small/table.csv 's/0.12345/0.12355/' "Both are shown: 12.4 %"
drift docs/small.md 's/\*\*0.3\*\*/0.3/' 'not in docs/small.md: Outside: \*\*0.3\*\* and 0.1'
drift docs/small.md 's/after 5 years/after 5 years and 3 months/' "no phrase of docs/claims/small.txt has this number: .*3 months"
drift docs/claims/small.txt 's/name=b/name=c/' "name=c: no row of small/table.csv"
drift docs/claims/small.txt 's/name=b x/name=b y/' "y: no such column, or an empty cell"
drift docs/claims/small.txt 's#small/table.csv name=b#small/other.csv name=b#' "small/other.csv: no such table"
drift docs/claims/small.txt 's/women and {},/women and 0.30,/' "more numbers than {}"
drift docs/claims/small.txt 's/women and {},/women and {}, {}/' "fewer numbers than {}"
expect 2 "docs/other.md: no such file" scripts/claims other
