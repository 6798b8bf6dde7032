// Law: whom a hazard ratio of an incidence counts as at risk (docs/model.md, "Measures"): everyone alive who has not
// had the event, those too whom something else keeps from having it. In closed form.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "ibtr/study.hpp"

namespace ibtr::test {
namespace {

constexpr double local = 0.05, distant = 0.2, true_ratio = 2;  // hazards a year
constexpr unsigned bins = 60, bins_a_year = 12;

std::string two_ways_config() {
    const auto way = [](const char* name, double rate, const std::string& more) {
        return fmt::format(
            "[[transitions]]\nname = \"{0}\"\nfrom = \"free\"\nto = \"{0}\"\nclock = \"time\"\nsource = "
            "\"assumption\"\nhazard = {{ family = \"exponential\", rate_per_year = {1} }}\n{2}",
            name, rate, more);
    };
    return fmt::format(
        "schema = 1\nname = \"two_ways\"\nhorizon_years = {}\ngrid_per_year = {}\nstart_state = \"free\"\n"
        "states = [{{ name = \"free\" }}, {{ name = \"local\", kind = \"alive\", absorbing = true }}, "
        "{{ name = \"distant\", kind = \"alive\", absorbing = true }}]\n"
        "strategies = [{{ name = \"a\" }}, {{ name = \"b\" }}]\n{}{}"
        "[endpoints]\nlocal = [\"local\"]\ndistant = [\"distant\"]\n",
        bins / bins_a_year, bins_a_year,
        way("local", local, "hazard_ratios = [{ strategy = \"b\", value = 2, source = \"assumption\" }]\n"),
        way("distant", distant, ""));
}

struct Arm {
    std::vector<double> events, years;  ///< of each bin, a person
};

/// @param years_at_risk the integral of the share at risk from 0 to t
Arm arm(double hazard, const std::function<double(double)>& years_at_risk) {
    const double all = hazard + distant;
    const auto cumulative = [&](double t) { return hazard / all * -std::expm1(-all * t); };
    Arm result;
    for (unsigned j = 0; j < bins; ++j) {
        const double from = static_cast<double>(j) / bins_a_year, to = static_cast<double>(j + 1) / bins_a_year;
        result.events.push_back(cumulative(to) - cumulative(from));
        result.years.push_back(years_at_risk(to) - years_at_risk(from));
    }
    return result;
}

Arm all_without_the_event(double hazard) {
    const double all = hazard + distant;
    return arm(hazard, [=](double t) { return t - hazard / all * (t + std::expm1(-all * t) / all); });
}

Arm those_free_of_both(double hazard) {
    const double all = hazard + distant;
    return arm(hazard, [=](double t) { return -std::expm1(-all * t) / all; });
}

/// Root of the score of a proportional-hazards model with a free hazard in each bin.
double ratio_of(const Arm& a, const Arm& b) {
    double low = 1e-3, high = 1e3;
    for (int step = 0; step < 200; ++step) {
        const double theta = std::sqrt(low * high);
        double score = 0;
        for (unsigned j = 0; j < bins; ++j)
            score += b.events[j] - (a.events[j] + b.events[j]) * theta * b.years[j] / (theta * b.years[j] + a.years[j]);
        (score > 0 ? low : high) = theta;
    }
    return low;
}

// The exact solver keeps 1e-8 of a probability; a bin has 4e-3 events.
TEST(HazardRatioOfAnIncidence, IsAmongAllWithoutTheEvent) {
    const Study study(load_config_text(two_ways_config(), "two_ways.toml"));
    const double expected = ratio_of(all_without_the_event(local), all_without_the_event(true_ratio * local));
    double found = 0;
    for (const Contrast& contrast : study.estimate(study.solve({.budget_seconds = 0})).contrasts)
        if (contrast.endpoint == "cif_local" && contrast.measure == Measure::hr) found = contrast.estimate.value;
    EXPECT_NEAR(found, expected, 1e-5);
    // Among those free of both, the ratio of cause-specific hazards would come out; it is another number.
    EXPECT_NEAR(ratio_of(those_free_of_both(local), those_free_of_both(true_ratio * local)), true_ratio, 1e-9);
    EXPECT_GT(std::abs(found - true_ratio), 0.01);
}

}  // namespace
}  // namespace ibtr::test
