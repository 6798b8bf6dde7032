# Sourced by tests: a model of life and death in as few lines as there can be.
# two_states HAZARD [REST]: the config on standard output; HAZARD is an inline table, REST stands after all else.
two_states() {
    cat <<END
schema = 1
name = "two_states"
horizon_years = ${horizon_years:-5}
landmarks_years = [${landmarks_years:-5}]
patients = ${patients:-1000}
start_state = "alive"
states = [{ name = "alive" }, { name = "dead", absorbing = true }]
strategies = [{ name = "std" }]
endpoints = { death_other = ["death"] }
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "${clock:-time}"
source = "assumption"
hazard = $1
${2:-}
END
}
