#pragma once

#include <string>
#include <vector>

#include "ibtr/config.hpp"

namespace ibtr::test {

inline constexpr double rate_distant = 0.12, rate_death_bc = 0.4, rate_death_other = 0.03, ratio_new = 0.5;

inline const std::string three_ends_text = R"(schema = 1
name = "same_women"
horizon_years = 10
grid_per_year = 12
landmarks_years = [5]
start_state = "well"
reference_strategy = "old"
[[states]]
name = "well"
[[states]]
name = "metastatic"
[[states]]
name = "dead_bc"
kind = "death"
[[states]]
name = "dead_other"
kind = "death"
[[strategies]]
name = "new"
[[strategies]]
name = "old"
[[strategies]]
name = "either"
mix = { new = 0.3, old = 0.7 }
[[factors]]
name = "grade"
levels = ["low", "high"]
probabilities = [0.6, 0.4]
source = "assumption"
[[transitions]]
name = "distant"
from = "well"
to = "metastatic"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.12 }
hazard_ratios = [
  { strategy = "new", value = 0.5, source = "assumption" },
  { factor = "grade", level = "high", value = 2, source = "assumption" },
]
[[transitions]]
name = "death_bc"
from = "metastatic"
to = "dead_bc"
clock = "CLOCK"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.4 }
[[transitions]]
name = "death_early"
from = "well"
to = "dead_other"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.03 }
[[transitions]]
name = "death_late"
from = "metastatic"
to = "dead_other"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.03 }
[endpoints]
distant = ["distant"]
death_bc = ["death_bc"]
death_other = ["death_early", "death_late"]
)";

/// Metastasis, death of it, and other deaths; the new strategy lowers the hazard of metastasis. `clock` of the hazard
/// after metastasis.
inline Model three_ends(const std::string& clock = "sojourn") {
    std::string text = three_ends_text;
    text.replace(text.find("CLOCK"), 5, clock);
    return load_config_text(text, "same_women.toml").model;
}

/// A row an endpoint and arm, of the same women.
inline std::string analyses(const std::vector<std::string>& endpoints, int women, const std::string& more_columns = "",
                            const std::string& more = "") {
    std::string csv =
        "study,same_women,strategy,women,accrual_years,follow_up_years,dropout_per_year,horizon_years,"
        "estimate,endpoint" +
        more_columns + "\n";
    for (const std::string& endpoint : endpoints)
        for (const char* arm : {"new", "old"})
            csv +=
                endpoint + ",w," + arm + "," + std::to_string(women) + ",4,3,0.05,7,logrank," + endpoint + more + "\n";
    return csv;
}

}  // namespace ibtr::test
