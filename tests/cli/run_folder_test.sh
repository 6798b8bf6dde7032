#!/usr/bin/env bash
# A run folder holds the files of one run. Every command, into a folder that holds the files of every command: --force
# leaves those of this run and the user's own.  run_folder_test.sh IBTR CONFIGS PLANTED RESULTS_README
source "$(dirname "${BASH_SOURCE[0]}")/preamble.sh"
ibtr=$1 configs=$2 planted=$3 readme=$4
coarse=(--set grid_per_year=1)
run=(run "$configs/bench_markov.toml" --patients 2000 "${coarse[@]}")
psa=(psa "$configs/economics.toml" --draws 4 --patients 2000 "${coarse[@]}")
declare -A options=(
    [run]="run $configs/scenarios/selection_gentile.toml --patients 30000 ${coarse[*]}"
    [run_part]="${run[*]} --patient-range 0:1000"
    [exact]="exact $configs/bench_markov.toml ${coarse[*]}"
    [psa]="${psa[*]}"
    [psa_shard]="${psa[*]} --shard 1/2"
    [merge]="merge part1 part2"
    [merge_shards]="merge shard1 shard2"
    [sensitivity]="sensitivity $configs/ibtr.toml ${coarse[*]} --method one-way,two-way,ranks,sobol,evppi,evsi --study h_local=poisson:500 --vary h_distant,h_local --points 2 --draws 50 --pairs 50"
    [validate]="validate $configs/ibtr.toml --targets $configs/evidence/targets.csv --comparisons 100 ${coarse[*]}"
    [solve]="solve $planted/two_arms.toml --target V3 --vary ratio --low 0 --high 2 --draws 2"
    [calibrate]="calibrate $planted/cure.toml --sample 50"
    [decision]="decision draws.csv draws.csv --willingness 0,20000"
    [marginals]="marginals $configs/scenarios/published_numbers.toml --draws 2"
    [studies]="studies $configs/evidence_model.toml --design $configs/evidence/study_designs.csv --replicates 3 --every ${coarse[*]}"
    [studies_of_same_women]="studies $configs/scenarios/aggressive_subtypes.toml --design $configs/evidence/aggressive_subtypes_designs.csv --replicates 200 ${coarse[*]}"
    [weigh]="weigh $configs/ibtr.toml --explanations two.toml --targets $configs/evidence/targets.csv --draws 2 ${coarse[*]}"
    [bias]="bias --ratio 1.04 --low 1.003 --high 1.079 --risk 0.2"
    [studies_against]="studies $configs/evidence_model.toml --design $configs/evidence/future_designs.csv --replicates 3 --against other=$configs/evidence_model.toml;grid_per_year=1 ${coarse[*]}"
    [meta]="meta $configs/evidence/two_arm_studies.csv --filter endpoint=second_LR"
)
printf "%s\n" old,new 1,2 2,2 >draws.csv
printf "%s\n" "schema = 1" 'fitted = ["V15a"]' "[[explanations]]" 'name = "one"' "[[explanations]]" 'name = "other"' >two.toml
for i in 1 2; do
    "$ibtr" "${run[@]}" --patient-range $((i * 1000 - 1000)):$((i * 1000)) --out "part$i" --quiet
    "$ibtr" "${psa[@]}" --shard "$i/2" --out "shard$i" --quiet
done
write() {  # write COMMAND FOLDER OPTION...
    local status=0 name=$1
    shift
    # shellcheck disable=SC2086
    "$ibtr" ${options[$name]} --quiet --out "$@" >output 2>&1 || status=$?
    # 5: targets that must hold do not, which says nothing about files
    ((status == 0 || status == 5)) || { cat output >&2; fail "$name ended with $status"; }
}

mkdir -p all
touch all/notes.txt
for name in "${!options[@]}"; do
    write "$name" "fresh_$name"
    cp "fresh_$name"/* all/
    for file in "fresh_$name"/*; do
        file=${file##*/}
        grep -qF -e "\`$file\`" -e "\`${file%.*}.*\`" "$readme" || fail "$readme does not name $file, which $name writes"
    done
done
for name in "${!options[@]}"; do
    cp -r all used
    write "$name" used --force
    diff <({ ls -A "fresh_$name"; echo notes.txt; } | sort) <(ls -A used | sort) >differences ||
        { cat differences >&2; fail "$name --force: files of other runs are left (>) or its own are missing (<)"; }
    rm -r used
done
