#!/usr/bin/env bash
# ibtr psa on the shipped config with utilities and costs: acceptability and value of information counted again from the
# rows of draws.  economics_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
"$ibtr" psa "$configs/economics.toml" --draws 60 --patients 1000 --out run --no-figure >output 2>messages ||
    fail "$(cat messages)"
grep -q "A woman to 15 years, standardised; QALYs and USD 2005 discounted:" output || fail "no table of costs"
for file in icer ceac evpi psa_effects psa_costs psa_parameters; do [[ -s run/$file.csv ]] || fail "no $file.csv"; done

# Best strategy of each draw at each willingness to pay; shares and the mean of the best to a line each.
recount() {  # recount WILLINGNESS
    paste -d, run/psa_effects.csv run/psa_costs.csv | awk -F, -v l="$1" '
        NR == 1 { n = NF / 2; for (s = 1; s <= n; s++) name[s] = $s; next }
        { best = 1
          for (s = 1; s <= n; s++) { nb[s] = l * $s - $(s + n); sum[s] += nb[s]; if (nb[s] > nb[best]) best = s }
          wins[best]++; most += nb[best] }
        END { top = 1
              for (s = 1; s <= n; s++) if (sum[s] > sum[top]) top = s
              for (s = 1; s <= n; s++) printf "%s %.6f %.2f %s\n", name[s], wins[s] / (NR - 1), sum[s] / (NR - 1), s == top ? "yes" : "no"
              printf "evpi %s %.2f\n", name[top], (most - sum[top]) / (NR - 1) }'
}
rows=0
for willingness in $(awk -F, 'NR > 1 { print $2 }' run/evpi.csv); do
    awk -F, -v l="$willingness" '$2 == l { printf "%s %.6f %.2f %s\n", $3, $6, $4, $7 }' run/ceac.csv >said
    awk -F, -v l="$willingness" '$2 == l { printf "evpi %s %.2f\n", $3, $5 }' run/evpi.csv >>said
    recount "$willingness" >counted
    # Money to a cent: sums in another order may round the other way.
    paste -d' ' said counted | awk '{ h = NF / 2; for (i = 1; i <= h; i++) if ($i != $(i + h) && ($i - $(i + h) > 0.011 || $(i + h) - $i > 0.011 || $i + 0 == 0)) exit 1 }' ||
        fail "at $willingness: $(diff said counted)"
    rows=$((rows + $(wc -l <said)))
done
((rows == 9 * 5)) || fail "$rows rows compared, not 45"

# Figures only where they are wanted, and both of them.
[[ ! -e run/os.svg && ! -e run/ceac.svg ]] || fail "--no-figure, and a figure"
"$ibtr" psa --resume run --quiet 2>messages || fail "$(cat messages)"
if command -v gnuplot >/dev/null; then
    for figure in os ceac; do
        grep -q '</svg>' "run/$figure.svg" || fail "no $figure.svg"
        [[ $(head -c 4 "run/$figure.png" | tail -c 3) == PNG ]] || fail "no $figure.png"
    done
    grep -q 'Willingness to pay for a unit of effect (QALY) \[USD 2005\]' run/ceac.svg || fail "an axis without its unit"
    grep -q '95 % interval of the parameters: shaded' run/os.txt || fail "bands that say nothing"
fi
