/// Every shipped model at 10 million women against the exact solution of the same compiled tables.
///
/// Law. A proportion of a stratified cohort is a weighted sum of independent women; with the exact stratum
/// probabilities its standard error has no error of its own, and by the central limit theorem z is standard normal
/// where enough events are expected on both sides (variance of the count of at least 400). Rarer ones are judged by
/// Bernstein's inequality.
///
/// Size. 10,000,000 women: a standard error of at most 1.6e-4 for the whole cohort.
///
/// Alpha. |z| < 4.5 has probability 6.8e-6 of a false alarm each. The models have 100 to 2,925 proportions, 5,255
/// together, strongly correlated over time, endpoints and groups: below 3.6 % for the file by Bonferroni. Seeds are
/// fixed: a test that passes passes for ever.
///
/// Tolerance, beside the threshold: 4e-7 for the generator's exponential (2^-20 relative, at most 4e-7 in a
/// probability), and the error that the exact solution states for itself.
///
/// Power. The last test plants a hazard 5 % higher.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "estimate/standard_error.hpp"
#include "ibtr/config.hpp"
#include "model/endpoint_rules.hpp"
#include "model_under_test.hpp"

namespace ibtr::test {
namespace {

constexpr std::uint64_t women = 10'000'000;
constexpr double largest_z = 4.5;
constexpr double alpha = 6.8e-6;  // P(|Z| >= 4.5)
constexpr double tolerance = 4e-7;
constexpr double enough_events = 400;

std::vector<std::string> shipped_models() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(IBTR_CONFIGS))
        if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

Model load_shipped(const std::string& name) {
    return load_config({std::string(IBTR_CONFIGS) + "/" + name + ".toml", {}}).model;
}

struct Findings {
    std::size_t compared = 0;
    double worst_z = 0;
    std::vector<std::string> failures;
};

bool at_landmark_or_year(const ModelUnderTest& study, std::uint32_t bin) {
    const std::vector<double>& landmarks = study.model.landmarks_years;
    return bin > 0 && (bin % study.model.grid_per_year == 0 ||
                       std::any_of(landmarks.begin(), landmarks.end(),
                                   [&](double years) { return bin_of_year(study, years) == bin; }));
}

ReportGroup group_of(const Model& model, const WomenClass& wanted) {
    for (const ReportGroup& group : report_groups(model))
        if (group.women() == wanted) return group;
    throw std::logic_error("no such group");
}

/// Every proportion of every simulated strategy, group and population in `estimates` against its law.
Findings compare(const ModelUnderTest& study, const Estimates& estimates, const ExpectedTallies& expected) {
    const StratumProbabilities probabilities(study, expected);
    const std::vector<std::uint64_t> allocation = allocate(study.model, study.population, women);
    Findings findings;
    for (const CurvePoint& point : estimates.curves) {
        const std::string& name = point.endpoint;
        if (!at_landmark_or_year(study, point.bin(study.model.grid_per_year)) || !probabilities.is_proportion(name))
            continue;
        if (!study.model.strategies[point.strategy].mix.empty()) continue;
        const std::vector<double> weights =
            cell_weights(study.model, study.parameters, study.population, point.strategy,
                         group_of(study.model, point.group), point.population);
        const SamplingLaw law =
            probabilities.stratified(point.strategy, name, point.bin(study.model.grid_per_year), allocation, weights);
        const double deviation = point.estimate.value - law.mean;
        const double count_variance = std::pow(law.standard_error / law.largest_weight, 2);
        const double limit =
            tolerance + expected.step_error +
            (count_variance >= enough_events ? largest_z * law.standard_error
                                             : bernstein_threshold(law.standard_error, law.largest_weight, alpha));
        ++findings.compared;
        if (count_variance >= enough_events)
            findings.worst_z = std::max(findings.worst_z, std::abs(deviation) / law.standard_error);
        if (std::abs(deviation) > limit)
            findings.failures.push_back(women_text(study.model, point.group) + ", " +
                                        label(study, point.strategy, name, point.bin(study.model.grid_per_year)) +
                                        ": " + std::to_string(deviation) + " off, standard error " +
                                        std::to_string(law.standard_error));
    }
    return findings;
}

class ShippedModel : public testing::TestWithParam<std::string> {};

TEST_P(ShippedModel, AgreesWithItsExactSolution) {
    const ModelUnderTest study(load_shipped(GetParam()));
    const ExpectedTallies expected = study.solve_tables();
    const WorkPlan plan = study.plan(women, study.model.seed);
    const Estimates estimates = study.estimate(study.simulate(plan, "omp"));
    const Findings findings = compare(study, estimates, expected);
    EXPECT_GE(findings.compared, 20U);
    EXPECT_THAT(findings.failures, testing::IsEmpty());
    RecordProperty("compared", std::to_string(findings.compared));
    RecordProperty("worst_z", std::to_string(findings.worst_z));
}
INSTANTIATE_TEST_SUITE_P(Configs, ShippedModel, testing::ValuesIn(shipped_models()),
                         [](const testing::TestParamInfo<std::string>& model) { return model.param; });

/// The program's own standard error is the one that this file derives a second time.
TEST(StratifiedStandardError, IsThatOfIndependentWomenInStrata) {
    for (const std::string& name : shipped_models()) {
        const ModelUnderTest study(load_shipped(name));
        const ExpectedTallies expected = study.solve_tables();
        const StratumProbabilities probabilities(study, expected);
        const std::vector<std::uint64_t> allocation = allocate(study.model, study.population, 100000);
        for (const StrategyIndex strategy : study.model.simulated_strategies())
            for (const std::string& endpoint : endpoint_names(study.model))
                for (const double year : study.model.landmarks_years) {
                    const std::uint32_t bin = bin_of_year(study, year);
                    const auto program =
                        stratified_standard_error(study.cohort(), expected, allocation,
                                                  {.strategy = strategy, .endpoint = endpoint, .time_years = year});
                    const bool proportion = probabilities.is_proportion(endpoint);
                    if (!program) {
                        EXPECT_TRUE(!proportion || endpoint.starts_with("occupancy:")) << endpoint;
                        continue;
                    }
                    ASSERT_TRUE(proportion) << endpoint;
                    const SamplingLaw law = probabilities.stratified(strategy, endpoint, bin, allocation,
                                                                     probabilities.standard_weights(strategy));
                    EXPECT_NEAR(*program, law.standard_error, 1e-9) << label(study, strategy, endpoint, bin);
                }
    }
}

/// The exact solution's own curves are the means that this file derives a second time.
TEST(ExactCurves, AreWeightedStratumProbabilities) {
    for (const std::string& name : shipped_models()) {
        const ModelUnderTest study(load_shipped(name));
        const ExpectedTallies expected = study.solve_tables();
        const StratumProbabilities probabilities(study, expected);
        const Estimates exact = estimate(study.cohort(), expected);
        std::size_t compared = 0;
        for (const CurvePoint& point : exact.curves) {
            const std::string& endpoint = point.endpoint;
            if (!point.group.empty() || point.population != PopulationKind::standardised) continue;
            if (!study.model.strategies[point.strategy].mix.empty()) continue;
            if (!probabilities.is_proportion(endpoint) ||
                !at_landmark_or_year(study, point.bin(study.model.grid_per_year)))
                continue;
            EXPECT_NEAR(point.estimate.value,
                        probabilities.sampled(point.strategy, endpoint, point.bin(study.model.grid_per_year), 1).mean,
                        1e-12)
                << label(study, point.strategy, endpoint, point.bin(study.model.grid_per_year));
            ++compared;
        }
        EXPECT_GE(compared, 20U);
    }
}

TEST(PlantedFault, HazardFivePercentHigherIsNoticedInEveryModel) {
    for (const std::string& name : shipped_models()) {
        const ModelUnderTest truth(load_shipped(name));
        Model changed = truth.model;
        changed.transitions.front().hazard_ratios.push_back({{}, {}, {}, 1.05, "planted"});
        const ModelUnderTest planted(changed);
        const Estimates estimates = planted.estimate(planted.simulate(planted.plan(women, 1), "omp"));
        EXPECT_FALSE(compare(truth, estimates, truth.solve_tables()).failures.empty()) << name;
    }
}

}  // namespace
}  // namespace ibtr::test
