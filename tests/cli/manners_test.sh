#!/usr/bin/env bash
# What people type who come from other programs.  manners_test.sh IBTR CONFIGS
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/preamble.sh"
source "$here/two_states.sh"
ibtr=$1 configs=$2

version=$("$ibtr" --version)
for words in -V "run --version" "psa -V"; do
    # shellcheck disable=SC2086
    [[ $("$ibtr" $words) == "$version" ]] || fail "ibtr $words is not the version"
done
for words in help --help -h; do expect 0 "Subcommands" "$ibtr" $words; done
[[ $("$ibtr" help run) == "$("$ibtr" run --help)" ]] || fail "help run is not run --help"
expect 2 "'runn' is not a command; nearest: 'run'; commands: run" "$ibtr" runn
expect 2 "'valdiate' is not a command; nearest: 'validate'" "$ibtr" valdiate x.toml
expect 2 "'helpp' is not a command" "$ibtr" helpp
for choice in "--measure md" "--method SJ" "--test t"; do
    # shellcheck disable=SC2086
    expect 2 "{.*}" "$ibtr" meta nothing.csv $choice
    [[ $(grep -c . output) -le 2 && $(tr -d '[:print:]\n' <output | wc -c) == 0 ]] || fail "meta $choice says bytes"
done
expect 2 "rr,or,rd,loghr" "$ibtr" meta nothing.csv --measure md

# -o is --out, - is standard input.
expect 0 "results in here" "$ibtr" exact "$configs/two_state.toml" -o here --no-figure
expect 0 "results in there" "$ibtr" exact - -o there --no-figure <"$configs/two_state.toml"
cmp -s here/curves.csv there/curves.csv || fail "a config from standard input gives other curves"
expect 2 "standard input:2: " "$ibtr" check - <<<$'schema = 1\nname = '
expect 0 "" "$ibtr" check - --quiet <"$configs/two_state.toml"

# With --quiet warnings about a config are one line.
two_states '{ family = "exponential", rate_per_year = 0.05 }' | sed '/^source/d' >unsourced.toml
expect 0 "warning: .*without a source" "$ibtr" exact unsourced.toml -o loud --no-figure
expect 0 "warnings about the config: [0-9]*; \`ibtr check\` prints them" "$ibtr" exact unsourced.toml -o quiet --no-figure --quiet
[[ $(grep -c . output) == 1 ]] || fail "--quiet says more than a line"

# check says all that a config says.
expect 0 "willingness to pay for a QALY: 0, 5000, 10000" "$ibtr" check "$configs/economics.toml"
for words in "discount a year: effects 0" "utility of event_free, QALYs a year: 0" "cost each local: " "\[u_event_free\]"; do
    grep -q "$words" output || { cat output >&2; fail "check economics.toml does not say: $words"; }
done

# Targets without the evidence that they cite: what is missing, and what it is.
cp "$configs/evidence/targets.csv" targets.csv
expect 2 "evidence.csv: no such file; targets cite published numbers.*evidence_ids" \
    "$ibtr" validate "$configs/evidence_model.toml" --targets targets.csv
