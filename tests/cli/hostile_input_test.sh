#!/usr/bin/env bash
# Inputs that nobody means: deep, endless, huge, with characters that terminals and spreadsheets obey. Each is refused, or
# taken for what it is, with the exit code of a mistake in the input and in bounded time and memory; none is obeyed.
#   hostile_input_test.sh IBTR CONFIGS
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2
two=$configs/two_state.toml
run=(run "$two" --patients 1000 --no-figure --quiet)
repeated() { head -c "$2" /dev/zero | sed "s/\x0/$1/g"; }  # repeated TEXT TIMES
# A parameter a line.
parameter() { printf '[parameters.%s]\nunit = "ratio"\nsource = "assumption"\n%s\n' "$1" "$2"; }

# Depth.
{ printf a; repeated .a 200000; echo " = 1"; } >deep.toml
expect 2 "deep.toml:1: a key has more than 64 parts" "$ibtr" check deep.toml
{ echo "# a.b.c"; printf '["a"'; repeated '.\x27b\x27' 2000; echo "]"; } >header.toml
expect 2 "header.toml:2: a key has more than 64 parts" "$ibtr" check header.toml
expect 2 "more than 64 parts" "$ibtr" check "$two" --set "name={a$(repeated .a 10000)=1}"
expect 2 "" "$ibtr" check "$two" --set "a$(repeated .a 10000)=1"
(($(wc -c <output) < 10000)) || fail "a long key is said at length"
expect 0 "" "$ibtr" check "$two" --quiet --set "title=\"a$(repeated .a 100)\""
mkdir chain
for i in {0..150}; do echo "extends = \"$((i + 1)).toml\"" >"chain/$i.toml"; done
cp "$two" chain/151.toml
expect 2 "is the end of a chain of 100 configs" "$ibtr" check chain/0.toml
expect 0 "" "$ibtr" check chain/60.toml --quiet
for extends in . ""; do
    echo "extends = \"$extends\"" >self.toml
    expect 2 "self.toml:1: extends: " "$ibtr" check self.toml
done
many=50000
{ cat "$two"; for ((i = 0; i < many; ++i)); do parameter "p$i" "expression = \"p$(((i + 1) % many))\""; done; } >cycle.toml
expect 2 "p0 -> p1 -> .* ($many in all) -> p0" "$ibtr" check cycle.toml
(($(wc -c <output) < 10000)) || fail "a long cycle is said at length"
{ cat "$two"; for ((i = 1; i < many; ++i)); do parameter "p$i" "expression = \"p$((i + 1))\""; done
    parameter "p$many" "value = 1"; } >line.toml
expect 0 "" "$ibtr" check line.toml --quiet
{ cat "$two"; for i in {1..200}; do parameter "unused$i" "value = 1"; done; } >unused.toml
expect 0 "and [0-9]* more warnings" "$ibtr" check unused.toml

# Many mistakes, and much to name beside each.
{ cat "$two"; for ((i = 0; i < 20000; ++i)); do parameter "p$i" "expression = \"unknown$i\""; done; } >unknown.toml
(ulimit -v 4000000; expect 2 "more may be wrong; mend these first" "$ibtr" check unknown.toml)
(($(wc -c <output) < 100000)) || fail "$(wc -c <output) bytes of mistakes"

# Times within the first bin, and twice in one.
for times in 'landmarks_years=[1e-12]' 'landmarks_years=[5, 5.0000000000001]' 'horizon_years=1e-12'; do
    for command in check run exact; do expect 2 "landmarks_years\|horizon_years" "$ibtr" "$command" "$two" --set "$times"; done
done

# Paths that lead nowhere: an error of the input or of storage, never of the program.
ln -s loop loop
long=$(repeated x 300)
for path in loop "$long" loop/x; do
    for command in "run $path" "${run[*]} --out $path" "${run[*]} --out $path --force" "meta $path" "merge $path" "report $path" \
        "psa --resume $path" "validate $configs/ibtr.toml --targets $path" "figure $path --kind survival" \
        "studies $configs/evidence_model.toml --design $configs/evidence/study_designs.csv --resume --out $path"; do
        status=0
        # shellcheck disable=SC2086
        "$ibtr" $command >output 2>&1 || status=$?
        ((status == 2 || status == 4)) || { cat output >&2; fail "'$command' ended with $status"; }
    done
done

# Parts of a run: what should be a text or a number, pipes, devices, files without end.
"$ibtr" "${run[@]}" --patient-range 0:1000 --out part
for key in threads backend device; do
    rm -rf other
    cp -r part other
    sed -i "s/\"$key\": .*,/\"$key\": [5],/" other/manifest.json
    expect 0 "" "$ibtr" merge other --out "merged_$key" --no-exact --no-figure
done
rm other/tallies.part
mkfifo other/tallies.part
expect 4 "other/tallies.part" "$ibtr" merge other --out merged
rm other/tallies.part
ln -s /dev/zero other/tallies.part
expect 4 "other/tallies.part" "$ibtr" merge other --out merged
rm other/tallies.part
truncate -s 100G other/tallies.part
expect 4 "more than any file that ibtr writes" "$ibtr" merge other --out merged

# What terminals obey is shown and not sent: in what is echoed, described and said to be wrong.
shown() {  # shown STATUS ARGUMENT...
    local status=$1
    shift
    expect "$status" '\\u001b' "$ibtr" "$@"
    if LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' output; then fail "'$*' sends control characters"; fi
}
shown 0 check "$two" --set 'title="a\u001b[31mb"'
shown 0 check "$two" --set 'parameters.hr_new.source="a\u001b[31mb"'
shown 2 check "$two" --set $'a\e[31m=1'
shown 2 check "$two" --set 'name="a\u001b[31m"'
shown 2 check "$two" --set 'reference_strategy="a\u001b[31m"'
shown 2 $'r\e[31m'
shown 2 run $'no\e[31mfile'
shown 2 run "$two" $'--\e[31m'
header=study,events_rbcs,n_rbcs,events_sm,n_sm
printf '%s\n' "$header" $'a\e[31mb,x,10,2,10' >escape.csv
expect 2 "escape.csv:2: .* is no number" "$ibtr" meta escape.csv
# A file whose name is no text.
printf '%s\n' "$header" a,1,10,2,10 b,2,10,3,10 >$'\xff.csv'
expect 0 "" "$ibtr" meta $'\xff.csv' --out no_text --no-figure

# What spreadsheets take for a formula is no name, of whatever.
for name in -x +x @x; do
    expect 2 "begins with" "$ibtr" check "$two" --set "name=\"$name\""
    printf '%s\n' "$header" "$name,1,10,2,10" b,2,10,3,10 >formula.csv
    expect 2 "begins with" "$ibtr" meta formula.csv --out formula
done
printf '%s\n' "$header" '"=cmd|x",1,10,2,10' b,2,10,3,10 >formula.csv
expect 2 "formula.csv:2: .*begins with" "$ibtr" meta formula.csv --out formula
[[ ! -e formula ]] || fail "a refused table leaves a folder"

# Numbers that no study has; and more studies, or draws, than anybody has: in seconds, or refused before anything begins.
for row in a,1e300,1e300,1,10 a,1,10,1,1e300; do
    printf '%s\n' "$header" "$row" b,2,10,3,10 >huge.csv
    for method in DL MH "Peto --measure or"; do
        # shellcheck disable=SC2086
        expect 2 "huge.csv:2: .*no study has numbers above" "$ibtr" meta huge.csv --method $method --out huge
    done
done
printf '%s\n' study,yi,vi a,1,1e-320 b,1,1 >variance.csv
expect 2 "variance.csv:2: vi" "$ibtr" meta variance.csv --measure loghr --out huge
{ echo "$header"; for ((i = 0; i < 50000; ++i)); do echo "s$i,$((i % 9)),10,$((i % 7)),10"; done; } >many.csv
(ulimit -t 60; expect 0 "no forest plot: 50000 studies" "$ibtr" meta many.csv --out many)
expect 4 "draws take about [0-9]* GB of memory" "$ibtr" psa "$configs/ibtr.toml" --draws 1073741824 --patients 1000 --out draws
[[ ! -e draws ]] || fail "a refused analysis leaves a folder"
