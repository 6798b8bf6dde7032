// The bank of checks: whole, honest about what it leaves out, and able to fail. Each planted fault is one that a user
// would not see in a table of results: a few percent, or less.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "config/starting_config.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "planted_parts.hpp"
#include "verify/check.hpp"
#include "verify/subject.hpp"
#include "verify/verify_report.hpp"

namespace ibtr::test {
namespace {

using verify::Result, verify::Status;

verify::Parts sound_parts() {
    return verify::own_parts("cpp", 1);
}

std::vector<Result> results_with(verify::Parts parts) {
    const verify::Subject subject(load_config_text(config::starting_config("built_in"), "built-in"), std::move(parts),
                                  {.women = 50000});
    return verify::hold_all(subject, [](std::size_t) { return true; });
}

std::set<unsigned> with_status(const std::vector<Result>& results, Status status) {
    std::set<unsigned> ids;
    for (const Result& result : results)
        if (result.finding.status == status) ids.insert(result.id);
    return ids;
}

std::string failures(const std::vector<Result>& results) {
    std::string text;
    for (const Result& result : results)
        if (result.finding.status == Status::fail)
            text += std::to_string(result.id) + " " + result.name + ": " + result.finding.observed + "\n";
    return text;
}

void expect_failing(const std::vector<Result>& results, const std::set<unsigned>& among) {
    const std::set<unsigned> failed = with_status(results, Status::fail);
    for (const unsigned id : among) EXPECT_TRUE(failed.contains(id)) << "check " << id << " passes with the fault";
}

TEST(Bank, HasChecks1To61Once) {
    const std::vector<verify::Check>& checks = verify::all_checks();
    ASSERT_EQ(checks.size(), 61U);
    std::set<std::string> names;
    for (std::size_t i = 0; i < checks.size(); ++i) {
        EXPECT_EQ(checks[i].id, i + 1);
        EXPECT_TRUE(names.insert(checks[i].name).second) << checks[i].name;
    }
}

TEST(Bank, PassesOnTheBuiltInModelAndSaysWhatItLeavesOut) {
    const std::vector<Result> results = results_with(sound_parts());
    EXPECT_EQ(failures(results), "");
    // It has no jointly drawn parameters, no life table, no cycles, and its hazards of death are small.
    EXPECT_EQ(with_status(results, Status::not_applicable), (std::set<unsigned>{8, 13, 20, 38}));
    for (const Result& result : results) {
        EXPECT_FALSE(result.finding.expected.empty()) << result.id;
        EXPECT_EQ(result.finding.status == Status::not_applicable, !result.finding.reason.empty()) << result.id;
        EXPECT_EQ(result.finding.observed.empty(), result.finding.status == Status::not_applicable) << result.id;
    }
    const auto json = nlohmann::json::parse(verify::verify_json(results, {"hash", "", "cpp"}, JsonLayout::one_line));
    EXPECT_EQ(json["checks"].size(), 61U);
    EXPECT_EQ(json["pass"].get<int>() + json["not_applicable"].get<int>(), 61);
    EXPECT_EQ(json["checks"][7]["status"], "not_applicable");
    EXPECT_FALSE(json["checks"][7]["reason"].get<std::string>().empty());
}

// An engine whose hazards are 3 % too large; of whose events one in a hundred of the first kind is lost; which gives
// the second strategy other random numbers.
TEST(PlantedFault, OfTheEngineIsFound) {
    verify::Parts parts = sound_parts();
    FaultyBackend::Fault fault;
    fault.in_tables = [](Tables& tables) {
        for (float& inverse : tables.inverse_multipliers) inverse *= 0.97F;
    };
    parts.backends = {std::make_shared<FaultyBackend>(parts.backends.front(), fault)};
    expect_failing(results_with(std::move(parts)), {48, 49, 52, 60});
}

TEST(PlantedFault, OfLostEventsIsFound) {
    verify::Parts parts = sound_parts();
    FaultyBackend::Fault fault;
    fault.in_tallies = [](Tallies& tallies) {
        for (std::size_t bin = 0; bin < tallies.shape.bins; ++bin) {
            std::uint64_t& count = tallies.counts[tallies.shape.fine({.bin = bin})];
            count -= count / 10;
        }
    };
    parts.backends = {std::make_shared<FaultyBackend>(parts.backends.front(), fault)};
    expect_failing(results_with(std::move(parts)), {49, 52});
}

// Overall survival a thousandth too high; in contrasts alone, the reference in the place of the strategy.
TEST(PlantedFault, OfTheEstimatorIsFound) {
    verify::Parts parts = sound_parts();
    parts.estimate = [](const Cohort& cohort, const Tallies& tallies) {
        Estimates estimates = ibtr::estimate(cohort, tallies);
        for (CurvePoint& point : estimates.curves)
            if (point.endpoint == "os") point.estimate.value += 0.001 * (1 - point.estimate.value);
        return estimates;
    };
    expect_failing(results_with(std::move(parts)), {56});
}

TEST(PlantedFault, OfOccupanciesIsFound) {
    verify::Parts parts = sound_parts();
    parts.estimate = [](const Cohort& cohort, const Tallies& tallies) {
        Estimates estimates = ibtr::estimate(cohort, tallies);
        for (CurvePoint& point : estimates.curves)
            if (point.endpoint == "occupancy:ill") point.estimate.value *= 1.0001;
        return estimates;
    };
    expect_failing(results_with(std::move(parts)), {10, 14, 15});
}

TEST(PlantedFault, OfErrorsThatAreTooSmallIsFound) {
    verify::Parts parts = sound_parts();
    parts.estimate = [](const Cohort& cohort, const Tallies& tallies) {
        Estimates estimates = ibtr::estimate(cohort, tallies);
        for (CurvePoint& point : estimates.curves) {
            Estimate& of = point.estimate;
            of.mc_se /= 2;
            of.ci_low = (of.value + of.ci_low) / 2;
            of.ci_high = (of.value + of.ci_high) / 2;
        }
        return estimates;
    };
    expect_failing(results_with(std::move(parts)), {50, 51});
}

// Hazards 0.01 % too large: hundreds of times less than a simulation would see.
TEST(PlantedFault, OfTheSolverIsFound) {
    verify::Parts parts = sound_parts();
    parts.solve = [](const Cohort& cohort, const HazardSource& hazards, const ExactOptions& options) {
        return solve_exact(cohort.model, cohort.population, cohort.graph, WrongHazards(hazards, 1.0001), options);
    };
    expect_failing(results_with(std::move(parts)), {22, 48});
}

// What a check throws is its failure, and the others are held all the same.
TEST(PlantedFault, OfAPartThatThrowsIsAFailure) {
    verify::Parts parts = sound_parts();
    parts.solve = [](const Cohort&, const HazardSource&, const ExactOptions&) -> ExpectedTallies {
        throw BackendError("there is no solver");
    };
    const std::vector<Result> results = results_with(std::move(parts));
    ASSERT_EQ(results.size(), 61U);
    expect_failing(results, {1, 10, 31, 48, 61});
    EXPECT_NE(failures(results).find("there is no solver"), std::string::npos);
    EXPECT_TRUE(with_status(results, Status::pass).contains(52));
}

TEST(Bank, StopsWhereTheUserAsks) {
    const verify::Subject subject(load_config_text(config::starting_config("built_in"), "built-in"), sound_parts(), {});
    EXPECT_THROW(verify::hold_all(subject, [](std::size_t done) { return done < 3; }), Interrupted);
}

}  // namespace
}  // namespace ibtr::test
