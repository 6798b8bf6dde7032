#!/usr/bin/env bash
# The committed numbers of the model of colon cancer are what R fits: another version may round another way, but not by
# more than 1e-4 of a number and 1e-8.  colon_fit_test.sh RSCRIPT SOURCES; 77: no survival
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
rscript=$1 sources=$2 committed=$2/configs/models/colon
"$rscript" -e 'quit(status = !requireNamespace("survival", quietly = TRUE))' >/dev/null 2>&1 || exit 77
mkdir made
"$rscript" "$sources/scripts/colon.R" made >versions || fail "scripts/colon.R"
for file in fit kaplan_meier life_table; do
    awk -F, -v tolerance=1e-4 '
        FNR == NR { line[FNR] = $0; next }
        { n = split(line[FNR], was, ","); if (n != NF) exit 1
          for (i = 1; i <= NF; ++i) {
              near = $i == was[i] || ($i ~ /^[-+.0-9e]+$/ && ($i - was[i]) ^ 2 <= (tolerance * was[i]) ^ 2 + 1e-16)
              if (!near) { print FILENAME ":" FNR ": " $0 ", committed: " line[FNR]; exit 1 }
          } }
        END { if (FNR != length(line)) exit 1 }' "$committed/$file.csv" "made/$file.csv" || fail "$file.csv differs"
done

# The tutorial's R code, as it stands.
awk '$0 == "```r" { inside = 1; next } /^```/ { inside = 0 } inside' "$sources/docs/tutorial.md" >tutorial.R
(($(wc -l <tutorial.R) >= 20)) || fail "no R code in docs/tutorial.md"
"$rscript" tutorial.R >printed 2>&1 || { cat printed >&2; fail "the R code of docs/tutorial.md"; }

# Costs and QALYs of the standard-models test are what the integral says: to 1e-8, which is below the digits there.
"$rscript" "$sources/scripts/colon-integral.R" "$committed" 43200 >integral
for number in 61853.350 5.335542 62225.656 5.300736 70409.197 6.659160; do
    grep -qF -- "$number" integral || { cat integral >&2; fail "the integral in R does not give $number"; }
done
