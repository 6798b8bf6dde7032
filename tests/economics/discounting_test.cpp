// Discount factors, and what is paid at events, against closed forms.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>

#include "economics/discount.hpp"
#include "economics/one_death.hpp"
#include "economics/stay_weights.hpp"

namespace ibtr::test {
namespace {

const DiscountRate falling{0.04, {{5, 0.01}, {8, 0.0}}};

std::string in_half_year_cycles() {
    std::string text = one_death(utility_one);
    const std::string by_grid = "grid_per_year = 4";
    return text.replace(text.find(by_grid), by_grid.size(), "cycle_years = 0.5");
}

// (1.04)^-5 (1.01)^-3 and no more after eight years; sums of a few doubles.
TEST(Discounting, FactorsOfYearsBeforeAChangeStay) {
    const Discount discount(falling, Parameters({}));
    EXPECT_NEAR(discount.factor(2), std::pow(1.04, -2), 1e-15);
    EXPECT_NEAR(discount.factor(6), std::pow(1.04, -5) / 1.01, 1e-15);
    EXPECT_NEAR(discount.factor(9), std::pow(1.04, -5) * std::pow(1.01, -3), 1e-15);
    const double high = std::log(1.04), low = std::log(1.01);
    const double first = (1 - std::exp(-5 * high)) / high,
                 second = std::exp(-5 * high) * (1 - std::exp(-3 * low)) / low, third = 2 * discount.factor(8);
    EXPECT_NEAR(discount.integral(0, 10), first + second + third, 1e-14);
    EXPECT_NEAR(discount.integral(4, 4), 0, 0);
}

// The line is exact for events spread evenly over a bin, and never off by more than (d w)^2 / 12 of the factor.
TEST(Discounting, EventsCountAtTheirTimes) {
    const Study study(load_config_text(one_death(utility_one), "test.toml"));
    const DiscountRate rate{0.1, {}};
    const Discount discount(rate, Parameters({}));
    const EventWeights weights = event_weights(study.model(), CycleRewards::half_cycle, discount);
    const double width = 0.25, force = std::log(1.1);
    for (std::size_t j = 0; j < study.model().bins(); ++j) {
        const double from = static_cast<double>(j) * width;
        EXPECT_NEAR(weights.per_event[j] + weights.per_bin[j] / 2, discount.integral(from, from + width) / width,
                    1e-15);
        for (const double offset : {0.0, 0.3, 0.5, 1.0})
            EXPECT_NEAR(weights.per_event[j] + weights.per_bin[j] * offset, discount.factor(from + width * offset),
                        force * force * width * width / 12);
    }
}

// Cycles of half a year: a stay is worth half a year at each end of a cycle, at the rate of that time; an event is paid
// at the end of its cycle, or at its start.
TEST(Discounting, CyclesCountAtTheirEndsOrStarts) {
    const Study study(load_config_text(in_half_year_cycles(), "test.toml"));
    const Discount discount(DiscountRate{0.1, {}}, Parameters({}));
    const std::size_t bins = study.model().bins(), bins_a_cycle = study.model().bins_a_cycle();
    const StayWeights at_ends = stay_weights(study.model(), CycleRewards::end, discount);
    for (std::size_t j = 0; j < bins; ++j) {
        const double end_years = 10.0 * static_cast<double>(j + 1) / static_cast<double>(bins);
        const bool ends_a_cycle = (j + 1) % bins_a_cycle == 0;
        EXPECT_NEAR(at_ends.at_end[j], ends_a_cycle ? 0.5 * std::pow(1.1, -end_years) : 0, 1e-15) << j;
        EXPECT_NEAR(event_weights(study.model(), CycleRewards::end, discount).per_event[j], std::pow(1.1, -end_years),
                    1e-15);
        EXPECT_NEAR(event_weights(study.model(), CycleRewards::start, discount).per_event[j],
                    std::pow(1.1, 0.5 - end_years), 1e-15);
    }
}

// A death costs 100 and takes 0.2 QALYs, a year alive saves 10: integrals of exp(-(h + d) t) over the years of each
// rate. Tolerances: (d w)^2 / 12 of what is paid once, 8e-6; the solver's 1e-8.
TEST(Discounting, SteppedRatesSavingsAndLossesEqualTheClosedForm) {
    const std::string rates =
        "discount_starts_years = [0, 5]\ndiscount_costs_rates_per_year = [0.04, 0.01]\ndiscount_effects_per_year = "
        "0.02\n";
    const auto strategies =
        solved(one_death(rates + utility_one + entry("utilities", "transition = \"death\"", -0.2) +
                         entry("utilities", "strategy = \"new\"", -0.05) +
                         entry("costs", "transition = \"death\"", 100) + entry("costs", "state = \"alive\"", -10)));
    const double high = std::log(1.04), low = std::log(1.01), of_effects = std::log(1.02);
    const double discounted = years_alive(0, 5, high) + std::exp(-5 * (high - low)) * years_alive(5, 10, low);
    EXPECT_NEAR(strategies[0].cost.value, (100 * death_rate - 10) * discounted, 1e-3);
    const double qalys = (1 - 0.2 * death_rate) * years_alive(0, 10, of_effects);
    EXPECT_NEAR(strategies[0].qaly.value, qalys, 1e-5);
    EXPECT_NEAR(strategies[1].qaly.value, strategies[0].qaly.value - 0.05, 1e-12);
    EXPECT_NEAR(strategies[0].life_years.value, years_alive(0, 10), 1e-7);
}

TEST(Discounting, RatesThatDoNotFitTogetherAreRefused) {
    using testing::HasSubstr;
    const auto refused = [](const std::string& rates) { return refusal(one_death(rates + utility_one)); };
    EXPECT_THAT(refused("discount_starts_years = [0, 5]\n"), HasSubstr("needs discount_effects_rates_per_year"));
    EXPECT_THAT(refused("discount_costs_rates_per_year = [0.04]\n"), HasSubstr("needs discount_starts_years"));
    EXPECT_THAT(refused("discount_starts_years = [0, 5]\ndiscount_costs_rates_per_year = [0.04]\n"),
                HasSubstr("one for each of discount_starts_years"));
    EXPECT_THAT(refused("discount_starts_years = [1, 5]\ndiscount_costs_rates_per_year = [0.04, 0.01]\n"),
                HasSubstr("must begin with 0"));
    EXPECT_THAT(refused("discount_starts_years = [0]\ndiscount_costs_rates_per_year = [0.04]\n"
                        "discount_costs_per_year = 0.04\n"),
                HasSubstr("give one of them"));
    EXPECT_THAT(refused("discount_starts_years = [0, 5]\ndiscount_costs_rates_per_year = [0.04, 1.5]\n"),
                HasSubstr("from 0 to 1"));
}

}  // namespace
}  // namespace ibtr::test
