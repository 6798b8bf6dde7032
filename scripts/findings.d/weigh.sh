# Stages published and weigh of scripts/findings: draws of published numbers, and explanations weighed over them.
# shellcheck shell=bash disable=SC2154

# Published numbers drawn and the marginals solved anew in each draw: posterior.csv, the draws that have a solution.
stage_published() {
    echo "published: $draws draws" >&2
    "$binary" marginals "$scenarios/published_numbers.toml" --draws "$draws" --out "$work/published" --force --quiet
    mv "$work/published/posterior.csv" "$out/"
    awk -F, -v OFS=, 'NR > 1 { ++drawn; if ($4 == "yes") ++solved } END { print "config,draws,solved"; print "published_numbers", drawn, solved }' \
        "$work/published/published_draws.csv" >"$out/published.csv"
}

# weigh.csv and its siblings, over every draw of posterior.csv; weigh_roots.csv has the values of a mechanism at which the
# model says V6 in each draw, at 3, 5 and 10 years; weigh_run.csv how many draws were used and what they cost.
stage_weigh() {
    local file wall=$SECONDS TIMEFORMAT=%U
    echo "weigh: $(($(wc -l <"$out/posterior.csv") - 1)) draws" >&2
    { time "$binary" weigh "$base" --explanations configs/evidence/explanations.toml --posterior "$out/posterior.csv" --out "$work/weigh" \
        --force --quiet 2>"$work/weigh_messages"; } 2>"$work/cpu" || { cat "$work/weigh_messages" "$work/cpu" >&2; return 1; }
    for file in weigh weigh_parameters weigh_targets weigh_scores weigh_roots weigh_interpolation; do
        mv "$work/weigh/$file.csv" "$out/"
    done
    {
        echo "explanations,draws,usable_draws,largest_interpolation_error_in_sd,cpu_minutes,wall_minutes"
        awk -v OFS=, -v cpu="$(<"$work/cpu")" -v wall=$((SECONDS - wall)) -F'[:,]' '
            /"draws"/ { draws = $2 + 0 } /"usable_draws"/ { usable = $2 + 0 } /"largest_interp/ { worst = $2 + 0 }
            END { printf "explanations.toml,%d,%d,%.4f,%.1f,%.1f\n", draws, usable, worst, cpu / 60, wall / 60 }' "$work/weigh/summary.json"
    } >"$out/weigh_run.csv"
}
