#!/usr/bin/env bash
# A command over every shipped config: it succeeds, or refuses in the words that are expected of it for that config; it
# never dies, prints no "nan", and the folder that it names holds its results.
#   every_command_test.sh IBTR CONFIGS COMMAND           one of the functions below that are named after a command
#   every_command_test.sh IBTR CONFIGS list COMMAND...   these are all commands that there are
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/preamble.sh"
ibtr=$1 configs=$2 command=$3

names=()
for path in "$configs"/*.toml "$configs"/models/*.toml "$configs"/scenarios/*.toml; do
    name=${path#"$configs"/}
    names+=("${name%.toml}")
done
((${#names[@]} >= 26)) || fail "only ${#names[@]} configs in $configs"

# ---- What is expected ---------------------------------------------------------------------------------

standard=(models/{chancellor_hiv,hip_replacement,sick_sicker,sick_sicker_rates})
didactic=(bench_markov competing_risks_age first_year illness_death relapsing semi_markov_weibull two_state "${standard[@]}")
base_cases=(ibtr economics)
colon=(models/colon models/colon_weibull)  # of another disease, with uncertain parameters
primary=scenarios/primary_surgery  # of another disease: none of the base cases' strategies

declare -A outcome_of=()  # by config: exit status and, after a colon, words of the output; where there is none, success
expects() {               # expects STATUS:WORDS CONFIG...
    local outcome=$1 name
    shift
    for name in "$@"; do
        [[ " ${names[*]} " == *" $name "* ]] || fail "'$outcome' is expected of $name, which is no config"
        outcome_of[$name]=$outcome
    done
}

# ---- What must hold of every call ---------------------------------------------------------------------

readonly no_number='(^|[^[:alnum:]_])[-+]?(nan|inf)($|[^[:alnum:]_])'

# call OUTCOME ARGUMENT...: OUTCOME as in `outcome_of`, or empty. What is printed is left in `output`.
call() {
    local status=${1%%:*} words=${1#*:} folder
    shift
    expect "${status:-0}" "$words" "$ibtr" "$@"
    if grep -iE -- "$no_number" output >&2; then fail "'$*' prints the above, which is no number"; fi
    folder=$(sed -n 's/^results in //p' output)
    if [[ ${status:-0} == 2 ]]; then
        [[ ! -e out && ! -e results ]] || fail "'$*' is refused and leaves a folder"
    elif [[ -n $folder ]]; then
        [[ -s $folder/manifest.json || -s $folder/summary.json ]] || fail "'$*' names $folder, where no results are"
        [[ -z $(find "$folder" -type f -empty) ]] || fail "'$*' leaves empty files: $(find "$folder" -type f -empty)"
        if grep -riE --include='*.csv' --include='*.json' --include='*.toml' -- "$no_number" "$folder" >&2; then
            fail "'$*' writes the above, which is no number"
        fi
    elif [[ " $* " == *" --out "* ]]; then
        fail "'$*' does not say where its results are"
    fi
}

# call_on NAME OPTION...: the command with these options on one config, with the outcome that is expected of it.
call_on() {
    local name=$1
    shift
    call "${outcome_of[$name]:-}" "$command" "$configs/$name.toml" "$@"
    rm -rf out
}
call_on_all() {  # call_on_all OPTION...
    local name
    for name in "${names[@]}"; do call_on "$name" "$@"; done
}
refused() { [[ ${outcome_of[$1]:-0} == 2:* ]]; }

# How many women a config can do with, at least 2000: the program itself says how many are sure to leave no stratum empty.
fewest_women() {
    local least=2000 enough
    enough=$("$ibtr" check "$configs/$1.toml" --quiet --patients "$least" 2>&1 |
        sed -n 's/.*; use --patients \([0-9]*\) or more.*/\1/p') || true
    echo "${enough:-$least}"
}
# Of an analysis that halves the women of every class.
fewest_women_halved() { echo $((2 * $(fewest_women "$1"))); }

first_uncertain() {  # first_uncertain NAME: its first parameter with an uncertainty
    ("$ibtr" sensitivity "$configs/$1.toml" --only none 2>&1 || true) | sed -n 's/.*; there are: \([a-z_0-9]*\).*/\1/p'
}

# select_targets ROW...: evidence/targets.csv, rows of the published targets that end early and are soon solved
select_targets() {
    local row
    mkdir evidence
    cp "$configs/evidence/evidence.csv" evidence/
    for row in target "$@"; do grep "^$row," "$configs/evidence/targets.csv" || fail "no target $row"; done >evidence/targets.csv
}

quick=(--out out --no-figure)

# ---- The commands -------------------------------------------------------------------------------------

list() {
    local differences
    differences=$(diff <("$ibtr" --help | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\) .*/\1/p' | sort) \
        <(printf '%s\n' "$@" | sort)) ||
        fail "the commands that --help lists (<) and those that this test is registered for (>) differ:"$'\n'"$differences"
}

info() {
    call "0:^backends" info
    call "0:backends" info --json
}

check() {
    local format
    for format in words dot mermaid; do call_on_all --format "$format"; done
    call_on_all --json
}

run() {
    local name
    for name in "${names[@]}"; do call_on "$name" --patients "$(fewest_women "$name")" --no-exact "${quick[@]}"; done
    # Compared with the exact solution where that takes no time, and with a figure.
    for name in "${didactic[@]}" "${base_cases[@]}" "$primary"; do
        call_on "$name" --patients "$(fewest_women "$name")" --set grid_per_year=2 --exact-budget 60 --out out
    done
}

exact() { call_on_all --set grid_per_year=1 "${quick[@]}"; }

psa() {
    expects "2:no parameter of this config has an uncertainty" "${didactic[@]}"
    local name of_every_stratum enough
    for name in "${names[@]}"; do call_on "$name" --draws 2 --patients "$(fewest_women_halved "$name")" "${quick[@]}"; done
    # A woman of every stratum are too few where a class of women is one stratum: the halves of a draw need one each. Two
    # thirds of those that are sure to fill all strata fill them here.
    of_every_stratum=$((2 * $(fewest_women scenarios/aggressive_subtypes) / 3))
    expects "2:has nobody in one half of a draw; use --patients [0-9]* or more" scenarios/aggressive_subtypes
    call_on scenarios/aggressive_subtypes --draws 2 --patients "$of_every_stratum"
    enough=$(sed -n 's/.*; use --patients \([0-9]*\) or more.*/\1/p' output)
    outcome_of[scenarios/aggressive_subtypes]=0:
    call_on scenarios/aggressive_subtypes --draws 2 --patients "$enough" "${quick[@]}"
}

decision() {
    local draws=(draws/psa_effects.csv draws/psa_costs.csv)
    call "" psa "$configs/economics.toml" --set grid_per_year=1 --draws 4 --patients 2000 --out draws --no-figure
    call "2:no such strategy" decision "${draws[@]}" --willingness 0 --reference nobody --out out
    call "2:same columns in the same order" decision draws/psa_effects.csv draws/psa_parameters.csv --willingness 0 --out out
    call "2:expected a number" decision "${draws[@]}" --willingness much --out out
    call "2:" decision "${draws[@]}" --willingness 0 --years 5 --out out
    call "0:best in draws" decision "${draws[@]}" --willingness 0,20000 "${quick[@]}"
    rm -rf out
    call "0:population_evpi" decision "${draws[@]}" --willingness 0,20000 --reference mastectomy --incidence 100 --years 5 \
        --discount 0.03 --json "${quick[@]}"
}

# Of every config, what each has: survival where somebody dies, states, and the diagram.
figure() {
    local name kind
    for name in "${names[@]}"; do
        call "" exact "$configs/$name.toml" --set grid_per_year=1 --out solved --no-figure
        for kind in survival occupancy hazards difference; do call "" figure solved --kind "$kind"; done
        rm -rf solved
    done
}

# Simulated histories; how the command answers to bad input is in tests/cohort.
cohort() {
    local histories=$here/../reference/survival/transitions.csv
    sed '1s/.*/id,from,to,start_years,stop_years/; 2,$s/^\([^,]*\),\([0-9]\),\([0-9]\),/\1,s\2,s\3,/; s/,s0,/,,/' "$histories" >spells.csv
    call "2:no such file" cohort nobody.csv --out out
    call "0:s1_to_s2" cohort spells.csv --death s3 --from s2 --cox s3 --covariates from --fit weibull --fit gamma "${quick[@]}"
    call "0:" check out/fragment.toml
    rm -rf out
}

sensitivity() {
    expects "2:no parameter of this config has an uncertainty" "${didactic[@]}"
    local name simulated
    for name in "${names[@]}"; do
        simulated=(--set grid_per_year=1 --by simulation --patients "$(fewest_women_halved "$name")" "${quick[@]}")
        if refused "$name"; then
            call_on "$name" "${simulated[@]}"
            call_on "$name" "${simulated[@]}" --only anything
        else
            call_on "$name" "${simulated[@]}" --draws 50 --only "$(first_uncertain "$name")"
        fi
    done
    # By the exact solver where that takes no time. One of these has a single uncertain parameter.
    for name in "${base_cases[@]}" "$primary"; do
        call_on "$name" --set grid_per_year=1 --draws 51 "${quick[@]}"
        call_on "$name" --set grid_per_year=1 --method one-way,ranks,sobol,evppi --draws 51 --pairs 50 \
            --only "$(first_uncertain "$name")" --out out
    done
    for name in "${base_cases[@]}"; do
        call_on "$name" --set grid_per_year=1 --method two-way --vary h_local,h_distant --points 2 "${quick[@]}"
    done
}

calibrate() {
    expects "2:no parameter is free" "${didactic[@]}" "${base_cases[@]}" "$primary" "${colon[@]}"
    select_targets V1 V4b
    local name search=(--targets evidence/targets.csv --set grid_per_year=1 --evaluations 10 --out out)
    for name in "${names[@]}"; do
        if refused "$name"; then call_on "$name" "${search[@]}"; else call_on "$name" "${search[@]}" --free h_local --sample 0; fi
    done
    for name in "${base_cases[@]}"; do
        outcome_of[$name]=0:
        call_on "$name" "${search[@]}" --free h_local --sample 20
    done
}

solve() {
    expects "2:is not in this model: strategy 'mastectomy' is unknown" competing_risks_age first_year illness_death relapsing \
        semi_markov_weibull two_state "${standard[@]}" "${colon[@]}" "$primary"
    select_targets V4b
    local name parameter range by planted=$here/planted/evidence/targets.csv
    for name in "${names[@]}"; do
        # Where solving takes its time, the range holds no root: the search for one costs more than the curve.
        case $name in
            bench_markov | ibtr | economics) range=(--low 0.001 --high 0.1) ;;
            *) range=(--low 0.0001 --high 0.0002) ;;
        esac
        call_on "$name" --targets evidence/targets.csv --target V4b --vary h_local "${range[@]}" --by exact --set grid_per_year=1 \
            "${quick[@]}"
    done
    # Some of those that the target is not in, by a target of theirs.
    for name in competing_risks_age:hr_relapse two_state:hr_new; do
        parameter=${name#*:} name=${name%:*}
        outcome_of[$name]=0:
        for by in "--by exact" "--by simulation --patients 2000 --replicates 5"; do
            # shellcheck disable=SC2086
            call_on "$name" --targets "$planted" --target V5 --vary "$parameter" --low 0.1 --high 2 $by "${quick[@]}"
        done
    done
}

# Served, seen, solved at its base case and at another state, and ended by the page.
explore() {
    local name python
    python=$(command -v python3 || true)
    [[ -n $python ]] || fail "no python3 to ask the page's questions with"
    for name in "${names[@]}"; do
        "$python" "$here/../explore/ask_once.py" "$ibtr" "$configs/$name.toml" >output 2>&1 ||
            { cat output >&2; fail "explore $name"; }
        if grep -iE -- "$no_number" output >&2; then fail "explore $name answers the above, which is no number"; fi
    done
}

marginals() {
    # Scenarios that add a mechanism or a selection to the evidence model show other marginals on purpose.
    expects "5:the model's marginals are off by up to" scenarios/{direct_effect,niche_diversion,niche_diversion_after_lr2} \
        scenarios/{selection_gentile,selection_health,selection_joint_gentile,selection_seer}
    call_on_all --set grid_per_year=4
    # Solved for, where that takes no time: without marginals, and with some.
    call "0:solved in 1 exact solutions" marginals "$configs/ibtr.toml" --solve
    call "0:solved in" marginals "$configs/$primary.toml" --solve
}

validate() { call_on_all --set grid_per_year=1 --comparisons 100 "${quick[@]}"; }

trace() {
    local name
    for name in "${names[@]}"; do
        call_on "$name" --patient 0:0
        call_on "$name" --patient 0:4294967296 --out out
    done
    call "0:uniform" trace "$configs/ibtr.toml" --patient age_band=31-45:3 --draw 2 --json
}

# All 61 checks; `verify` alone has no figures.
verify() {
    call "0:61 checks" verify --out out
    rm -rf out
    local name
    for name in "${names[@]}"; do call_on "$name" --out out; done
}

merge() {
    local name config women i
    for name in "${names[@]}"; do
        women=$(fewest_women "$name")
        config=("$configs/$name.toml" --set grid_per_year=1)
        call "" run "${config[@]}" --patients "$women" --patient-range "0:$((women / 2))" --out 1
        call "" run "${config[@]}" --patients "$women" --patient-range "$((women / 2)):$women" --out 2
        call "" merge 1 2 --no-exact "${quick[@]}"
        rm -rf 1 2 out
        [[ " ${didactic[*]} " == *" $name "* ]] && continue
        for i in 1 2; do
            call "" psa "${config[@]}" --draws 2 --shard "$i/2" --patients "$(fewest_women_halved "$name")" --out "$i" --no-figure
        done
        call "" merge 1 2 "${quick[@]}"
        rm -rf 1 2 out
    done
}

# bench has no --set: the config is extended instead.
bench() {
    local name
    for name in "${names[@]}"; do
        printf 'extends = "%s"\n' "$configs/$name.toml" >extended.toml
        printf '%s = %s\n' grid_per_year 1 batches 2 >>extended.toml
        call "0:draws of [0-9]* women" bench extended.toml --rounds 1 --seconds 0.001
    done
}

meta() {
    local studies=$configs/evidence/two_arm_studies.csv endpoint method outcome
    local expected='arm_sizes_only 2:no study is left to pool
death_10y 0:
death_5y 2:its numbers are not verified
second_LR 0:
second_LR_5y 2:its numbers are not verified
second_LR_single_arm 2:has one arm only'
    cmp <(sed 1d "$studies" | cut -d, -f3 | sort -u) <(cut -d' ' -f1 <<<"$expected") ||
        fail "$studies has other endpoints than this test expects"
    while read -r endpoint outcome; do
        for method in EE DL PM REML MH "Peto --measure or"; do
            # shellcheck disable=SC2086
            call "$outcome" meta "$studies" --filter "endpoint=$endpoint" --method $method "${quick[@]}"
            rm -rf out
        done
    done <<<"$expected"
}

bias() {
    call "0:E-value 1.66; of the limit nearer to 1: 1.12" bias --ratio 1.04 --low 1.003 --high 1.079 --risk 0.202 "${quick[@]}"
    rm -rf out
    call "0:E-value 1.81" bias --ratio 0.8 --prevalence 0.2 --odds 2,3 --outcome 2 "${quick[@]}"
    [[ $(wc -l <out/bias.csv) == 3 ]] || fail "a surface of one share, two odds and one strength has other rows than two"
    rm -rf out
    call "2:are more than all" bias --ratio 1.5 --risk 0.2 "${quick[@]}"
    call "2:--odds two: is not a number" bias --ratio 1.5 --odds two "${quick[@]}"
}

# Of two of a config's strategies, by what all of them have: deaths.
studies() {
    local name strategies
    for name in "${names[@]}"; do
        call "" exact "$configs/$name.toml" --set grid_per_year=1 "${quick[@]}"
        mapfile -t strategies < <(sed 1d out/curves.csv | cut -d, -f1 | sort -u)
        ((${#strategies[@]} >= 2)) || fail "$name has one strategy"
        printf '%s\n' "study,strategy,women,accrual_years,follow_up_years,endpoint,horizon_years,estimate" \
            "one,${strategies[0]},80,2,2,os,3,km" "one,${strategies[1]},90,2,2,os,3,km" \
            "two,${strategies[0]},50,4,0,os,3,counts" "two,${strategies[1]},60,4,0,os,3,counts" \
            "three,${strategies[0]},150,4,1,os,3,cox" "three,${strategies[1]},60,4,1,os,3,cox" >design.csv
        rm -rf out
        call_on "$name" --design design.csv --replicates 20 --set grid_per_year=1 --published 1.04,70 "${quick[@]}"
        printf '%s\n' "study,same_women,strategy,women,accrual_years,follow_up_years,endpoint,horizon_years,estimate,published_p" \
            "one,a,${strategies[0]},80,2,2,os,4,logrank,0.04" "one,a,${strategies[1]},90,2,2,os,4,logrank,0.04" >design.csv
        rm -rf out
        call_on "$name" --design design.csv --replicates 200 --set grid_per_year=1 "${quick[@]}"
        rm -rf out
        call_on "$name" --design design.csv --replicates 100 --set grid_per_year=1 --women 50,100 \
            --against "other=$configs/$name.toml;grid_per_year=1" "${quick[@]}"
    done
}

# Two explanations that are the same, of a number that every config can be asked for.
weigh() {
    local name strategies
    printf '%s\n' 'schema = 1' 'fitted = ["T1"]' '[[explanations]]' 'name = "one"' '[[explanations]]' 'name = "other"' >two.toml
    for name in "${names[@]}"; do
        call "" exact "$configs/$name.toml" --set grid_per_year=1 "${quick[@]}"
        mapfile -t strategies < <(sed 1d out/curves.csv | cut -d, -f1 | sort -u)
        printf '%s\n' "target,endpoint,measure,strategy,time_years,value,ci_low,ci_high,source" \
            "T1,os,proportion,${strategies[0]},3,0.8,0.7,0.9,a test" >targets.csv
        rm -rf out
        call_on "$name" --explanations two.toml --targets targets.csv --draws 2 --set grid_per_year=1 --out out
        rm -rf out
    done
}

# Of runs and of exact solutions.
report() {
    local name
    for name in "${names[@]}"; do
        call "" exact "$configs/$name.toml" --set grid_per_year=1 "${quick[@]}"
        expect 0 "out/report.html" "$ibtr" report out
        if grep -iE -- "$no_number" out/report_*.csv >&2; then fail "the report of $name has the above, which is no number"; fi
        expect 0 "every line" "$ibtr" report --check out/report.html
        rm -rf out
    done
}

# A config to begin with is one that every command takes.
new() {
    call "0:begin.toml is written" new begin
    call "2:begin.toml is there already" new begin.toml
    call "0:" new begin --force
    call "2:is no name" new 'a=b'
    call "0:" check begin.toml
    grep -q warning output && fail "new begin.toml has warnings"
    call "0:" run begin.toml --patients 1e4 "${quick[@]}"
    rm -rf out
    call "0:" psa begin.toml --draws 20 --patients 200 "${quick[@]}"
    rm -rf out
    call "0:" sensitivity begin.toml --method one-way "${quick[@]}"
}

schema() {
    call "0:json-schema.org/draft-07" schema
    cmp -s output "$configs/../docs/ibtr.schema.json" || fail "docs/ibtr.schema.json is not what \`ibtr schema\` prints"
}

# What it prints is in manual_test.sh.
manual() {
    call "0:^\\.SS manual" manual
    call "0:^complete -F _ibtr ibtr" manual --format bash
}

declare -F "$command" >/dev/null || fail "there is no test of the command '$command'"
"$command" "${@:4}"
