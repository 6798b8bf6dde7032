#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "weigh/likelihood.hpp"

namespace ibtr::test {
namespace {

weigh::ChosenTarget row(const std::string& strategy, const std::string& comparator, double standard_error) {
    weigh::ChosenTarget chosen;
    chosen.target.name = strategy + comparator;
    chosen.target.what.strategy = strategy;
    chosen.target.what.comparator = comparator;
    chosen.standard_error = standard_error;
    return chosen;  // all of cohort 0
}

/// Log density of two numbers with these standard deviations and this covariance.
double log_density(double x, double y, double s_x, double s_y, double covariance) {
    const double r = covariance / (s_x * s_y), u = x / s_x, v = y / s_y;
    return -std::log(2 * std::numbers::pi * s_x * s_y) - 0.5 * std::log(1 - r * r) -
           (u * u - 2 * r * u * v + v * v) / (2 * (1 - r * r));
}

double log_density_of(const weigh::ChosenTarget& a, const weigh::ChosenTarget& b, const weigh::Errors& errors) {
    weigh::TargetChoice choice;
    choice.targets = {a, b};
    std::vector<double> differences{0.3, 0.5};
    return weigh::TargetErrors(choice, errors).log_densities(differences).all;
}

constexpr double e_1 = 0.25, e_2 = 0.4, t = 0.3;  // errors of the sources, spread between studies
const double s_1 = std::hypot(e_1, t), s_2 = std::hypot(e_2, t);
constexpr double rounding = 1e-12;

// The two arms of a study are different women: chance is each one's own, so that their covariance is at most the
// variance between studies, and a share of it where they have a share in common.
TEST(TargetErrors, ArmsShareTheSpreadBetweenStudiesAlone) {
    for (const double share : {0.0, 0.5, 1.0})
        EXPECT_NEAR(log_density_of(row("a", "", e_1), row("b", "", e_2), {"main", 0.9, share, t, {}}),
                    log_density(0.3, 0.5, s_1, s_2, share * t * t), rounding);
}

// Rows of one arm, and a contrast beside one of its arms, are of the same women.
TEST(TargetErrors, RowsOfTheSameWomenShareChanceToo) {
    const weigh::Errors errors{"main", 0.5, 0, t, {}};
    const double expected = log_density(0.3, 0.5, s_1, s_2, 0.5 * s_1 * s_2);
    EXPECT_NEAR(log_density_of(row("a", "", e_1), row("a", "", e_2), errors), expected, rounding);
    EXPECT_NEAR(log_density_of(row("b", "a", e_1), row("a", "", e_2), errors), expected, rounding);
}

}  // namespace
}  // namespace ibtr::test
