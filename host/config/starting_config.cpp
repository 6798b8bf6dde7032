#include "config/starting_config.hpp"

namespace ibtr::config {
namespace {

constexpr const char* top =
    R"(# A model to begin with. Every number is invented: replace it, and the word "assumption" by where it is from.
#   ibtr check FILE        is it sound, and what does it say
#   ibtr exact FILE        solve it;  ibtr run FILE  simulate it
#   ibtr psa FILE          draw the uncertain parameters: intervals, costs and QALYs
#   ibtr sensitivity FILE  which parameters matter
# docs/config.md explains every key; `ibtr schema` writes a JSON Schema for editors.
schema = 1
)";

constexpr const char* rest = R"(title = "Illness and death under two treatments"
horizon_years = 20
grid_per_year = 12             # output bins a year
landmarks_years = [5, 10, 20]  # times of contrasts
patients = 100_000             # of a simulation; each lives under every strategy
seed = 1
start_state = "well"
reference_strategy = "usual"

# ---- Numbers, with their errors -----------------------------------------------------------------------

[parameters.h_illness]
value = 0.05
unit = "per_year"
source = "assumption"
uncertainty = { family = "gamma", events = 50, sample_size = 1000 }  # 50 events in 1000 person-years

[parameters.h_death_well]
value = 0.01
unit = "per_year"
source = "assumption"

[parameters.h_death_ill]
value = 0.15
unit = "per_year"
source = "assumption"
uncertainty = { family = "lognormal", ci95 = [0.10, 0.22] }

[parameters.hr_illness_new]
value = 0.7
unit = "ratio"
source = "assumption"
uncertainty = { family = "lognormal", ci95 = [0.55, 0.90] }

[parameters.u_ill]
value = 0.7
unit = "none"
source = "assumption"
uncertainty = { family = "beta", events = 70, sample_size = 100 }

[parameters.c_ill_per_year]
value = 8000
unit = "none"
source = "assumption"
uncertainty = { family = "gamma", standard_error = 1200 }

# ---- Who is where, and what moves them ----------------------------------------------------------------

[[states]]
name = "well"

[[states]]
name = "ill"

[[states]]
name = "dead"
kind = "death"  # nothing leaves it, and overall survival counts it

[[strategies]]
name = "usual"
label = "Usual care"

[[strategies]]
name = "new"
label = "New treatment"

[[transitions]]
name = "illness"
from = "well"
to = "ill"
clock = "time"  # years since time zero; "sojourn": since entry to the state; "age" with an age factor
hazard = { family = "exponential", rate_per_year = "h_illness" }
hazard_ratios = [{ strategy = "new", value = "hr_illness_new" }]

[[transitions]]
name = "death_well"
from = "well"
to = "dead"
clock = "time"
hazard = { family = "exponential", rate_per_year = "h_death_well" }

[[transitions]]
name = "death_ill"
from = "ill"
to = "dead"
clock = "sojourn"
hazard = { family = "exponential", rate_per_year = "h_death_ill" }

# ---- What is counted ----------------------------------------------------------------------------------

[endpoints]
illness = ["illness"]                       # a set of your own: its cumulative incidence
death_other = ["death_well", "death_ill"]   # deaths may be told apart by cause, with roles

# ---- Costs and effects --------------------------------------------------------------------------------

[economics]
currency = "EUR 2025"
willingness_to_pay = [0, 10_000, 20_000, 30_000, 50_000, 80_000]  # for a QALY
discount_effects_per_year = 0.03
discount_costs_per_year = 0.03
source = "assumption"

[[economics.utilities]]  # one for every state that is no death
state = "well"
value = 0.9
source = "assumption"

[[economics.utilities]]
state = "ill"
value = "u_ill"

[[economics.costs]]  # by the year of stay
state = "ill"
value = "c_ill_per_year"

[[economics.costs]]  # a strategy alone: paid at time zero
strategy = "new"
value = 6000
source = "assumption"
)";

}  // namespace

std::string starting_config(const std::string& name) {
    return top + ("name = \"" + name + "\"\n") + rest;
}

}  // namespace ibtr::config
