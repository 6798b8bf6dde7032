#!/usr/bin/env bash
# scripts/gpu-model: a line of predictions for each device and size of a draw, each bound the largest of its parts.
set -euo pipefail
model=$1
predictions=$(mktemp)
trap 'rm -f "$predictions"' EXIT
bash "$model" configs/ibtr.toml | tee "$predictions"

awk '
    /a draw \[us\]/ { draws = 1; next }
    draws && $1 ~ /^(H200|RTX-4090)$/ {
        kernels = $5 + $6
        most = $3 > $4 ? $3 : $4
        if (kernels > most) most = kernels
        wanted = $3 >= most ? "host" : $4 >= most ? "bus" : "kernels"
        # Columns are rounded to 0.05 and 0.005.
        if (!($3 > 0 && $4 > 0 && $5 > 0) || ($7 - most) ^ 2 > 0.07 ^ 2 || $8 != wanted) { print "wrong bound: " $0; bad = 1 }
        # Twice as many women take twice as long to walk, whatever else a draw costs.
        if ($2 > 1000 && ($5 / $2 - before[$1]) ^ 2 > (0.1 * before[$1]) ^ 2) { print "not linear in women: " $0; bad = 1 }
        before[$1] = $5 / $2
        ++lines
    }
    draws && $2 == "cores" { if (!($4 > 0 && $6 > 0 && ($8 - $4 - $6) ^ 2 <= 0.16 ^ 2)) { print "wrong sum: " $0; bad = 1 } ++lines }
    END {
        if (lines != 9) { print lines + 0 " predictions for draws, 9 wanted"; bad = 1 }
        exit bad
    }
' "$predictions"
