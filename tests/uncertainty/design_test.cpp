// Latin hypercubes and Sobol' points stratify within each replicate, are reached by number alone, and integrate better
// than independent draws.

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "ibtr/error.hpp"
#include "uncertainty/unit_point.hpp"

namespace ibtr::test {
namespace {

const std::vector<std::string> names{"alpha", "beta", "gamma", "delta", "epsilon"};

std::vector<std::vector<double>> points(const Design& design, std::uint64_t seed = 1) {
    const UnitPoints source(names, design, seed);
    std::vector<std::vector<double>> result(design.draws, std::vector<double>(names.size()));
    for (std::uint32_t d = 0; d < design.draws; ++d) source.point(d, result[d]);
    return result;
}

/// Numbers of the equal slices of (0, 1) that the draws of one replicate fall into.
std::set<int> slices(const std::vector<std::vector<double>>& all, std::size_t from, std::size_t count, std::size_t i) {
    std::set<int> result;
    for (std::size_t d = from; d < from + count; ++d)
        result.insert(static_cast<int>(all[d][i] * static_cast<double>(count)));
    return result;
}

TEST(Design, LatinHypercubeMeetsEverySliceOnce) {
    for (const std::uint32_t size : {1U, 7U, 64U, 1000U}) {
        const auto all = points({DesignKind::latin_hypercube, 3 * size, 3});
        for (std::size_t r = 0; r < 3; ++r)
            for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(slices(all, r * size, size, i).size(), size);
    }
}

TEST(Design, SobolMeetsEverySliceOnce) {
    const auto all = points({DesignKind::sobol, 4 * 256, 4});
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(slices(all, r * 256, 256, i).size(), 256U);
}

// Shifted by the same bits, skipping to a point and walking to it agree: differences of two points are those of Boost's
// sequence, which starts with its second point.
TEST(Design, SobolSkipsToTheSamePoint) {
    const auto all = points({DesignKind::sobol, 512, 1});
    boost::random::sobol engine(names.size());
    const auto bits = [](double u) { return static_cast<std::uint64_t>(u * 0x1p52); };
    for (std::size_t d = 1; d < 512; ++d)
        for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(bits(all[d][i]) ^ bits(all[0][i]), engine() >> 12);
}

TEST(Design, ReplicatesAndSeedsDiffer) {
    for (const DesignKind kind : {DesignKind::latin_hypercube, DesignKind::sobol}) {
        const auto all = points({kind, 128, 2});
        EXPECT_NE(all[0], all[64]);
        EXPECT_NE(all, points({kind, 128, 2}, 2));
    }
}

// The sum of the coordinates has mean 2.5 and, over independent draws, a standard error of sqrt(5 / 12 / n).
TEST(Design, StratifiedMeansAreCloser) {
    const auto error = [](DesignKind kind) {
        double sum = 0;
        for (const std::vector<double>& point : points({kind, 4096, 1}))
            for (const double u : point) sum += u / 4096;
        return std::abs(sum - 2.5) / std::sqrt(5.0 / 12 / 4096);
    };
    EXPECT_LT(error(DesignKind::monte_carlo), 5);
    EXPECT_LT(error(DesignKind::latin_hypercube), 0.02);
    EXPECT_LT(error(DesignKind::sobol), 0.02);
}

TEST(Design, RefusesReplicatesThatDoNotDivide) {
    EXPECT_THROW(UnitPoints(names, {DesignKind::sobol, 100, 3}, 1), UsageError);
    EXPECT_THROW(UnitPoints(names, {DesignKind::monte_carlo, 0, 1}, 1), UsageError);
    EXPECT_THROW(design_kind("random"), UsageError);
    EXPECT_EQ(design_kind("sobol"), DesignKind::sobol);
}

}  // namespace
}  // namespace ibtr::test
