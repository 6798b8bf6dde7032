#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "economics/economic_results.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"

namespace ibtr::test {

inline constexpr double death_rate = 0.1, horizon = 10;

/// One exponential hazard of death over ten years, in bins of a quarter of a year, under two strategies that do
/// nothing.
/// @param economics what is below [economics] beyond currency, willingness and source @param more further sections
inline std::string one_death(const std::string& economics, const std::string& more = "",
                             const std::string& settings = "") {
    return settings + R"(schema = 1
name = "one_death"
horizon_years = 10
grid_per_year = 4
landmarks_years = [5, 10]
patients = 4000
start_state = "alive"
reference_strategy = "usual"

[[states]]
name = "alive"

[[states]]
name = "dead"
absorbing = true

[[strategies]]
name = "usual"

[[strategies]]
name = "new"

[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.1 }

[endpoints]
death_bc = ["death"]
)" + more + "\n[economics]\ncurrency = \"EUR\"\nwillingness_to_pay = [0, 20000]\nsource = \"assumption\"\n" +
           economics;
}

inline std::string entry(const std::string& list, const std::string& about, double value) {
    return "[[economics." + list + "]]\n" + about + "\nvalue = " + std::to_string(value) +
           "\nsource = \"assumption\"\n";
}
inline const std::string utility_one = entry("utilities", "state = \"alive\"", 1);

/// By strategy, of all women, by the exact solution.
inline std::vector<CostsAndEffects::OfStrategy> solved(const std::string& text) {
    const Study study(load_config_text(text, "test.toml"));
    return economic_results(study.cohort(), *study.config().economics, study.solve({.budget_seconds = 0}))
        .front()
        .strategies;
}

inline std::string refusal(const std::string& text) {
    try {
        load_config_text(text, "test.toml");
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no error";
}

/// Integral of exp(-(death_rate + force) t) over an interval.
inline double years_alive(double from, double to, double force = 0) {
    const double rate = death_rate + force;
    return (std::exp(-rate * from) - std::exp(-rate * to)) / rate;
}

}  // namespace ibtr::test
