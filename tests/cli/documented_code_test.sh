#!/usr/bin/env bash
# The code that docs/r-and-python.md shows runs as it stands, and makes the figure and the table that it says: a page of
# 170 mm, and at 5 and 10 years a row a strategy, each difference with both intervals.  77: a package is missing that the
# code cannot do without.
#   documented_code_test.sh r|python INTERPRETER IBTR SOURCES
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
language=$1 interpreter=$2 sources=$4
export IBTR=$3 MPLBACKEND=Agg
for folder in configs r python; do ln -s "$sources/$folder" .; done

has() {
    if [[ $language == r ]]; then
        "$interpreter" -e "quit(status = !requireNamespace('$1', quietly = TRUE))" >/dev/null 2>&1
    else
        "$interpreter" -c "import $1" >/dev/null 2>&1
    fi
}
if [[ $language == r ]]; then needed=survival; else needed="pandas matplotlib"; fi
for package in $needed; do
    has "$package" || { echo "skipped: no $package"; exit 77; }
done

awk -v language="$language" '$0 == "```" language { inside = 1; ++block; next } /^```/ { inside = 0 }
    inside { print > ("block-" block) }' "$sources/docs/r-and-python.md"
for block in block-1 block-2; do
    [[ -s $block ]] || fail "no block of $language"
    # A line that calls a package of R which is not here is left out.
    while read -r package; do
        has "$package" || sed -i "/$package::/d" "$block"
    done < <(if [[ $language == r ]]; then grep -oE '[A-Za-z]+::' "$block" | tr -d : | sort -u; fi)
    "$interpreter" "$block" >said 2>&1 || fail "$language, $block: $(tail -5 said)"
done

[[ $(head -c 5 figure.pdf) == %PDF- ]] || fail "no figure.pdf"
if command -v pdfinfo >/dev/null; then
    pdfinfo figure.pdf | awk '/^Page size/ { exit !($3 > 480 && $3 < 483) }' || fail "not 170 mm wide: $(pdfinfo figure.pdf)"
fi
(($(wc -l <table.csv) == 1 + 2 * 4)) || fail "rows: $(cat table.csv)"
number='-?[0-9]+\.[0-9]+'
both="$number \[$number to $number\] \{$number to $number\}"
whole=$(grep -cE -e "($both.*){4}" table.csv || true)
((whole == 6)) || fail "not every difference has both intervals: $(cat table.csv)"
(($(grep -c reference table.csv) == 2)) || fail "the reference has no row of its own: $(cat table.csv)"
