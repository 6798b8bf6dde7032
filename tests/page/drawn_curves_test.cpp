#include "page/drawn_curves.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ibtr::page {
namespace {

/// Draws 0.00, 0.01, ... 1.00 of one number.
std::vector<DrawnCurve> hundred_and_one_draws() {
    DrawnCurve curve{"a", "standardised", "os", {5.0}, {}};
    for (int k = 0; k <= 100; ++k) curve.values.push_back({static_cast<float>(k) / 100});
    return {curve};
}

std::vector<double> quantiles(const nlohmann::ordered_json& json) {
    std::vector<double> values;
    for (const auto& level : json[0]["quantiles"]) values.push_back(level[0].get<double>());
    return values;
}

// R: quantile((0:100) / 100, c(.025, .1, .25, .75, .9, .975)). Five digits are written.
TEST(DrawnCurves, BandsAreQuantilesOfTheDraws) {
    const auto json = drawn_curves_json({}, hundred_and_one_draws());
    EXPECT_EQ(quantiles(json), (std::vector<double>{0.025, 0.1, 0.25, 0.75, 0.9, 0.975}));
    EXPECT_EQ(json[0]["draws"].size(), 50U);
    EXPECT_EQ(json[0]["draws"][3][0], 0.03);
}

// Half of the spread is of the number simulated: what is left is half as far from the mean, 0.5.
TEST(DrawnCurves, SpreadOfTheNumberSimulatedIsTakenOut) {
    RunRecord record;
    record.tables.emplace(
        "psa_summary", parse_csv("strategy,group,population,endpoint,time_years,measure,sd_uncorrected,sd_corrected\n"
                                 "a,all,standardised,os,5,value,0.2,0.1\na,all,standardised,os,5,rd,0.2,0.05\n",
                                 "psa_summary.csv"));
    const auto json = drawn_curves_json(record, hundred_and_one_draws());
    EXPECT_EQ(quantiles(json), (std::vector<double>{0.2625, 0.3, 0.375, 0.625, 0.7, 0.7375}));
    EXPECT_EQ(json[0]["draws"][0][0], 0.25);
}

}  // namespace
}  // namespace ibtr::page
