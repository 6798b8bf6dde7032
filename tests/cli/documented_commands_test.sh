#!/usr/bin/env bash
# Every command that README and docs/ show is one that a reader can type: it does what it says, or is still at it after a
# few seconds; none is refused.  documented_commands_test.sh IBTR SOURCES
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 sources=$2
mkdir bin
ln -s "$ibtr" bin/ibtr
PATH=$work/bin:$PATH
cp -r "$sources/configs" .
seconds=4

# Commands of indented blocks, lines that end in a backslash joined; an explanation follows two spaces, and what stands in
# brackets may be left out.
commands() {
    awk '/^    / {
        line = substr($0, 5)
        while (line ~ /\\$/ && (getline rest) > 0) { sub(/ *\\$/, "", line); sub(/^ */, " ", rest); line = line rest }
        sub(/^build\/default\/bin\/ibtr/, "ibtr", line)
        gsub(/\/usr\/share\/ibtr\//, "", line)  # where a package has them
        if (line !~ /^ibtr /) next
        gsub(/ *\[[^]]*\]/, "", line); sub(/  .*$/, "", line); print line
    }' "$@"
}

# Two strategies in three draws, as another program may have left them.
printf 'old,new\n5,6\n5,5.5\n4,6\n' >EFFECTS.csv
printf 'id,from,to,start_years,stop_years\na,well,ill,0,1\na,ill,dead,1,2\nb,well,dead,0,2\nc,well,,0,4\n' >SPELLS.csv
printf 'pid,tor,tom,tod,tox,age\n' >PEOPLE.csv
for i in {1..40}; do
    echo "$i,$((i % 4 ? 1 + i % 3 : 0)).$i,$((i % 2 ? 4 + i % 5 : 0)).$i,$((i % 3 ? 11 : 0)).$i,11.$i,$((50 + i % 7))"
done | sed 's/,0\.[0-9]*/,/g' >>PEOPLE.csv
printf 'time_years,survival\n0,1\n1,0.9\n2,0.7\n' >CURVE.csv
printf 'time_years,at_risk\n0,100\n1,80\n' >RISK.csv
printf 'old,new\n100,900\n120,800\n90,1000\n' >COSTS.csv

shown=0 failed=0
while read -r line; do
    # Names that stand for files that no checkout has, and lists of what an option takes.
    [[ $line == *RUN_DIR* || $line == *DIR* || $line == *STUDIES.csv* || $line == *NAME* || $line == *"|"* ||
        $line == *SCRATCH* || $line == *--resume* || $line == *W,...* ]] && continue
    # gnuplot draws what is no SVG.
    [[ $line != *--format* ]] || command -v gnuplot >/dev/null || continue
    case $line in
        *FILE.csv* | *FILE.toml*) continue ;;
        "ibtr studies CONFIG"*) line=${line/CONFIG/configs/evidence_model.toml} ;;
        "ibtr calibrate CONFIG" | "ibtr marginals CONFIG") line=${line/CONFIG/configs/evidence_model.toml} ;;
        *) line=${line//CONFIG/configs/ibtr.toml} ;;
    esac
    shown=$((shown + 1))
    status=0
    # A report, or a figure, is of a finished run; to be checked, it has to be there.
    if [[ $line == "ibtr report "* || $line == "ibtr figure "* ]]; then
        folder=$(grep -oE 'results/[a-z_]+' <<<"$line" | head -1)
        "$ibtr" run configs/ibtr.toml --patients 20000 --no-exact --no-figure --quiet --out "${folder:-results/base}"
        [[ $line != *--check* ]] || "$ibtr" report "${folder:-results/base}" --evidence configs/evidence/evidence.csv --quiet
    fi
    # shellcheck disable=SC2086
    timeout --signal=INT "$seconds" $line >output 2>&1 </dev/null || status=$?
    rm -rf results
    # 5: a check of the model itself; 124 and 130: still at it.
    case $status in 0 | 5 | 124 | 130) ;; *)
        echo "FAILED: '$line' ended with $status:" >&2
        tail -3 output >&2
        failed=1 ;;
    esac
done < <(commands "$sources/README.md" "$sources"/docs/*.md | sort -u)
((shown >= 15)) || fail "only $shown commands were found"
exit $failed
