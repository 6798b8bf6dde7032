// What counts as met: one direction, by construction, and cohorts instead of rows.

#include <gmock/gmock.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/config.hpp"
#include "small_model.hpp"
#include "validate/validation.hpp"

namespace ibtr::test {
namespace {

using testing::HasSubstr;

// Survival exp(-5 h) of 0.6 under `a` is what h was solved for; under `b` the hazard is half as high.
const std::string solved = alive_or_dead("\"h\"", R"({ strategy = "b", value = 0.5, source = "assumption" })", R"(
[parameters.h]
value = 0.102165
unit = "per_year"
source = "E90-01"

[parameters.published]
value = 0.6
unit = "probability"
source = "E90-01"

[[marginals]]
parameter = "h"
published = "published"
strategy = "a"
endpoint = "os"
measure = "proportion"
time_years = 5
)");

Target alive(const std::string& name, const std::string& strategy, double value, double low, double high) {
    Target target;
    target.name = name;
    target.evidence_ids = {"E90-0" + name.substr(1)};
    target.what = {"os", "proportion", strategy, "", "", "", 5};
    target.value = value;
    target.ci_low = low;
    target.ci_high = high;
    target.interval = TargetInterval::published;
    return target;
}

Validation validated(const std::vector<Target>& targets, const std::string& config = solved) {
    const Model model = load_config_text(config, "solved").model;
    return validate(model, base_parameters(model), {}, targets, {});
}

// Law: a difference in the direction of a known lack is no verdict against the model; one the other way is.
TEST(OneSided, TheLackExplainsOneDirection) {
    const double model = std::sqrt(0.6);
    for (const bool model_above : {true, false}) {
        const double published = model_above ? 0.6 : 0.9;
        Target target = alive("V2", "b", published, published - 0.05, published + 0.05);
        EXPECT_EQ(validated({target}).results[0].met, false) << "two-sided: " << model << " beside " << published;
        target.error_direction = ErrorDirection::model_higher;
        TargetResult result = validated({target}).results[0];
        EXPECT_EQ(result.status, TargetStatus::one_sided);
        EXPECT_EQ(result.met, model_above);
        EXPECT_EQ(result.pass, model_above);
        EXPECT_EQ(result.inside, model_above ? "one-sided" : "outside");
        target.error_direction = ErrorDirection::model_lower;
        result = validated({target}).results[0];
        EXPECT_EQ(result.met, !model_above);
        EXPECT_EQ(result.pass, !model_above);
    }
    // What is only shown is judged in the one direction too.
    Target mismatch = alive("V2", "b", 0.9, 0.85, 0.95);
    mismatch.role = TargetRole::structural_mismatch;
    EXPECT_EQ(validated({mismatch}).results[0].met, std::nullopt);
    mismatch.error_direction = ErrorDirection::model_higher;
    EXPECT_EQ(validated({mismatch}).results[0].met, false);
}

// Law: a number that a marginal has is met by construction, marked or not; the same quantity with another number is
// not.
TEST(ByConstruction, IsWhatAParameterIsSolvedOn) {
    EXPECT_TRUE(validated({alive("V1", "a", 0.6, 0.5, 0.7)}).results[0].by_construction);
    EXPECT_FALSE(validated({alive("V1", "a", 0.61, 0.5, 0.7)}).results[0].by_construction);
    EXPECT_FALSE(validated({alive("V1", "b", 0.6, 0.5, 0.7)}).results[0].by_construction);
}

TEST(ByConstruction, AMarkNeedsTheNumberInTheModel) {
    const auto is_constructed = [](Target target) {
        target.by_construction = true;
        return validated({target}).results[0].by_construction;
    };
    // Another quantity, but a parameter holds the number and names the row: a scenario may have dropped its marginal.
    EXPECT_TRUE(is_constructed(alive("V1", "b", 0.6, 0.5, 0.7)));
    EXPECT_FALSE(is_constructed(alive("V2", "b", 0.6, 0.5, 0.7))) << "E90-02 is no source of the model";
    EXPECT_FALSE(is_constructed(alive("V1", "b", 0.61, 0.5, 0.7))) << "no parameter has the number";
    Target marked = alive("V2", "b", 0.6, 0.5, 0.7);
    marked.by_construction = true;
    EXPECT_THAT(validation_table(validated({marked})),
                HasSubstr("marked by_construction, but nothing here is solved on it"));
}

// Law: a cohort is met where all its judged rows are, and rows met by construction are in neither count.
TEST(Score, CountsCohortsAndLeavesOutConstruction) {
    const double b = std::sqrt(0.6);
    std::vector<Target> targets{alive("V1", "a", 0.6, 0.5, 0.7), alive("V2", "b", b, b - 0.1, b + 0.1),
                                alive("V3", "b", b, b - 0.1, b + 0.1), alive("V4", "b", 0.5, 0.4, 0.55),
                                alive("V5", "b", 0.5, 0.4, 0.6)};
    targets[3].shares_women_with = {"V3"};
    targets[4].interval = TargetInterval::none;  // no verdict
    targets[4].ci_low = targets[4].ci_high = std::nullopt;
    const Validation validation = validated(targets);
    const Score score = score_of(validation.results);
    EXPECT_EQ(score.by_construction, 1U);
    EXPECT_EQ(score.by_construction_met, 1U);
    EXPECT_EQ(score.judged, 3U);
    EXPECT_EQ(score.met, 2U);
    EXPECT_EQ(score.cohorts, 2U);
    EXPECT_EQ(score.cohorts_met, 1U) << "V4 fails the cohort of V3";
    EXPECT_EQ(validation.results[3].cohort, "V3");
    EXPECT_THAT(validation_table(validation),
                HasSubstr("1 of 2 independent cohorts have all their judged targets met"));
    EXPECT_THAT(validation_table(validation), HasSubstr("apart from these: 1 of 1 met by construction"));
}

}  // namespace
}  // namespace ibtr::test
