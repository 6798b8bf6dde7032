// Statistics of draws that are seen three times and not kept are those of draws in memory, to the bit, whatever the
// values, their order and the memory; and what the third time keeps is little.

#include "psa/streamed_statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "psa/psa_report.hpp"
#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

/// Values, and with which part of them the sample is drawn.
struct Streamed {
    psa::DrawStatistics statistics;
    std::size_t kept = 0;  ///< by the third time
};
Streamed stream(const std::vector<double>& values, const Design& design, std::size_t bytes, unsigned seed = 1) {
    psa::StreamedStatistics streamed(design, bytes);
    std::mt19937_64 words(seed);
    for (std::size_t d = 0; d < values.size(); ++d)
        streamed.first(values[d], static_cast<float>(d % 7) / 8, static_cast<double>(words() >> 11) * 0x1p-53);
    streamed.end_first();
    Streamed result;
    if (!streamed.undefined_somewhere()) {
        for (const double value : values) streamed.second(value);
        result.kept = streamed.end_second();
        for (const double value : values) streamed.third(value);
    }
    result.statistics = streamed.end();
    return result;
}

psa::DrawStatistics in_memory(const std::vector<double>& values, const Design& design) {
    double noise = 0;
    for (std::size_t d = 0; d < values.size(); ++d) {
        const auto half = static_cast<double>(static_cast<float>(d % 7) / 8);
        noise += half * half;
    }
    return psa::draw_statistics(values, noise / static_cast<double>(values.size()), design);
}

std::uint64_t bits(double value) {
    return std::isnan(value) ? 0x7ff8000000000000U : std::bit_cast<std::uint64_t>(value);
}

void expect_same(const psa::DrawStatistics& a, const psa::DrawStatistics& b, const std::string& what) {
    EXPECT_EQ(a.moments.draws, b.moments.draws) << what;
    EXPECT_EQ(bits(a.moments.mean), bits(b.moments.mean)) << what;
    EXPECT_EQ(bits(a.moments.variance), bits(b.moments.variance)) << what;
    EXPECT_EQ(bits(a.moments.simulation_variance), bits(b.moments.simulation_variance)) << what;
    EXPECT_EQ(bits(a.error.se), bits(b.error.se)) << what;
    EXPECT_EQ(bits(a.error.quantile), bits(b.error.quantile)) << what;
    EXPECT_EQ(bits(a.limits.low), bits(b.limits.low)) << what;
    EXPECT_EQ(bits(a.limits.high), bits(b.limits.high)) << what;
}

struct Law {
    std::string name;
    std::function<double(std::mt19937_64&)> draw;
};

std::vector<Law> awkward_laws() {
    constexpr double largest = std::numeric_limits<double>::max(), smallest = std::numeric_limits<double>::denorm_min();
    const auto uniform = [](std::mt19937_64& words) { return static_cast<double>(words() >> 11) * 0x1p-53; };
    return {
        {"uniform", uniform},
        {"all equal", [](std::mt19937_64&) { return 0.1; }},
        {"all zeros, of both signs", [](std::mt19937_64& words) { return (words() & 1) != 0 ? 0.0 : -0.0; }},
        {"two values", [](std::mt19937_64& words) { return (words() & 15) == 0 ? -2.0 : 3.0; }},
        {"a few values", [](std::mt19937_64& words) { return static_cast<double>(words() % 40); }},
        {"many equal ones and a continuum", [=](std::mt19937_64& words) { return words() % 3 ? 0.5 : uniform(words); }},
        {"heavy tails", [=](std::mt19937_64& words) { return std::tan(3.14159 * (uniform(words) - 0.5)); }},
        {"all magnitudes, both signs",
         [=](std::mt19937_64& words) {
             const double size = std::exp2(2000 * uniform(words) - 1070);
             return (words() & 1) != 0 ? size : -size;
         }},
        {"the ends of the numbers",
         [=](std::mt19937_64& words) {
             const double values[] = {largest, -largest, smallest, -smallest, 0.0, -0.0, 1.0};
             return values[words() % 7];
         }},
        {"close together", [=](std::mt19937_64& words) { return 1 + 1e-13 * uniform(words); }},
        {"a crowd within a crowd",
         [=](std::mt19937_64& words) { return uniform(words) < 0.1 ? -1 - 1e-12 * uniform(words) : uniform(words); }},
    };
}

TEST(StreamedStatistics, AreThoseOfDrawsInMemory) {
    for (const Law& law : awkward_laws())
        for (const std::uint32_t draws : {1U, 2U, 3U, 40U, 41U, 42U, 1000U, 20000U})
            for (const bool replicated : {false, true}) {
                if (replicated && draws % 4 != 0) continue;
                const Design design =
                    replicated ? Design{DesignKind::sobol, draws, 4} : Design{DesignKind::monte_carlo, draws, 1};
                std::mt19937_64 words(draws);
                std::vector<double> values;
                for (std::uint32_t d = 0; d < draws; ++d) values.push_back(law.draw(words));
                const std::vector<double> shuffled = values;
                for (const std::string order : {"as drawn", "sorted", "reversed"}) {
                    if (order == "sorted") std::sort(values.begin(), values.end());
                    if (order == "reversed") std::reverse(values.begin(), values.end());
                    const psa::DrawStatistics wanted = in_memory(values, design);
                    for (const std::size_t bytes : {0U, 2000U, 50000U, 100000000U})
                        expect_same(stream(values, design, bytes).statistics, wanted,
                                    law.name + ", " + std::to_string(draws) + ", " + order + ", " +
                                        std::to_string(bytes) + " bytes");
                }
            }
}

TEST(StreamedStatistics, AreUndefinedWhereADrawHasNoValue) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    for (const double none : {std::nan(""), infinite, -infinite})
        for (const std::size_t at : {0U, 500U, 999U})
            for (const Design& design :
                 {Design{DesignKind::monte_carlo, 1000, 1}, Design{DesignKind::sobol, 1000, 4}}) {
                std::vector<double> values(1000);
                for (std::size_t d = 0; d < values.size(); ++d) values[d] = static_cast<double>(d * 37 % 101);
                values[at] = none;
                expect_same(stream(values, design, 3000).statistics, in_memory(values, design), "undefined");
            }
}

// Half of 50 KB keep 2 * 1562 values of the sample: x_k of 200,000 is its 1,336th, so that one of 3.7 values is
// sampled. A gap then holds four values on average, and of two tails with up to two gaps each, looked at because they
// hold something, twice as many: 32. Their number falls off as exp(-x / 4): 400 are not seen, though the values lie as
// far from even as numbers can.
TEST(StreamedStatistics, KeepFewValuesWhateverTheirDistribution) {
    constexpr std::uint32_t draws = 200000;
    for (const Law& law : awkward_laws()) {
        std::mt19937_64 words(9);
        std::vector<double> values;
        for (std::uint32_t d = 0; d < draws; ++d) values.push_back(law.draw(words));
        const Design design{DesignKind::monte_carlo, draws, 1};
        const Streamed streamed = stream(values, design, 50000);
        EXPECT_LT(streamed.kept, 400U) << law.name;
        expect_same(streamed.statistics, in_memory(values, design), law.name);
    }
}

// With a quarter of the memory that columns take the store is read three times, and every number is the same.
TEST(Summarise, ReadsTheStoreAtMostThreeTimes) {
    for (const Design& design :
         {Design{DesignKind::monte_carlo, 600, 1}, Design{DesignKind::latin_hypercube, 600, 6}}) {
        const ScratchFolder scratch;
        const SmallAnalysis analysis(one_hazard, design, scratch.path());
        psa::Store store = analysis.create();
        analysis.run(store, 2);
        const std::vector<Quantity>& outcomes = analysis.plan->outcomes();
        const psa::Summary wide = psa::summarise(store, outcomes);
        const psa::Summary narrow = psa::summarise(store, outcomes, 256 * 1024);
        EXPECT_EQ(wide.passes, 1U);
        EXPECT_LE(narrow.passes, 3U);
        EXPECT_GE(narrow.passes, 2U);
        EXPECT_EQ(wide.digest, narrow.digest);
        EXPECT_EQ(wide.tally_digest, narrow.tally_digest);
        const Model& model = analysis.config.model;
        EXPECT_EQ(psa::psa_summary_csv(model, outcomes, wide), psa::psa_summary_csv(model, outcomes, narrow));
        EXPECT_EQ(psa::convergence_csv(model, outcomes, wide), psa::convergence_csv(model, outcomes, narrow));
        // Hardly any memory: more passes, the same numbers.
        const psa::Summary poor = psa::summarise(store, outcomes, 1);
        EXPECT_GT(poor.passes, 3U);
        EXPECT_EQ(psa::psa_summary_csv(model, outcomes, wide), psa::psa_summary_csv(model, outcomes, poor));
    }
}

}  // namespace
}  // namespace ibtr::test
