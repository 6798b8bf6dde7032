#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "hazard/families.hpp"

namespace ibtr {
namespace {

using Hazard = std::unique_ptr<CumulativeHazard>;

double at(const PiecewiseHazard& pieces, double x) {
    const auto& knots = pieces.x_years;
    const auto next = std::upper_bound(knots.begin() + 1, knots.end() - 1, x);
    const auto i = static_cast<std::size_t>(next - knots.begin());
    const double share = (x - knots[i - 1]) / (knots[i] - knots[i - 1]);
    return pieces.cumulative[i - 1] + (pieces.cumulative[i] - pieces.cumulative[i - 1]) * share;
}

/// Grid that is fine everywhere, and ever finer towards the start of the domain.
std::vector<double> grid(const ApproximationBound& bound) {
    std::vector<double> x;
    const double width = bound.high_years - bound.low_years;
    for (int i = 0; i <= 4000; ++i) x.push_back(bound.low_years + width * i / 4000);
    for (double step = width; step > 1e-7; step *= 0.99) x.push_back(bound.low_years + step);
    std::sort(x.begin(), x.end());
    return x;
}

std::vector<double> multipliers(const ApproximationBound& bound) {
    std::vector<double> all;
    for (int k = 0; k <= 8; ++k)
        all.push_back(bound.min_multiplier * std::pow(bound.max_multiplier / bound.min_multiplier, k / 8.0));
    return all;
}

/// How far the survival of a shifted time can lie from that at x: what time_resolution_years allows.
double time_allowance(const CumulativeHazard& hazard, double m, double x) {
    const auto survival = [&](long double t) { return static_cast<double>(std::exp(-m * hazard.at(t))); };
    return survival(std::max(0.0L, x - 2 * static_cast<long double>(time_resolution_years))) -
           survival(x + 2 * static_cast<long double>(time_resolution_years));
}

/// Largest excess of the survival error over the tolerance, on the grid.
double worst_unconditional(const CumulativeHazard& hazard, const PiecewiseHazard& pieces,
                           const ApproximationBound& bound) {
    double worst = -1;
    for (const double x : grid(bound)) {
        const auto exact = static_cast<double>(hazard.at(x) - hazard.at(bound.low_years));
        for (const double m : multipliers(bound)) {
            const double error = std::abs(std::exp(-m * at(pieces, x)) - std::exp(-m * exact));
            if (error > bound.survival_tolerance)
                worst = std::max(worst, error - bound.survival_tolerance - time_allowance(hazard, m, x));
        }
    }
    return worst;
}

/// |dH(x)| + |dH(c)| over all pairs is at most the spread of dH; times the largest multiplier, with the
/// survival over (c, x) at most 1, it bounds every conditional survival error. Only what no shift in time
/// within twice the resolution explains counts: hazards may be infinite at 0.
double worst_conditional(const CumulativeHazard& hazard, const PiecewiseHazard& pieces,
                         const ApproximationBound& bound) {
    const long double shift = 2 * static_cast<long double>(time_resolution_years), origin = bound.low_years;
    double low = 0, high = 0;
    for (const double x : grid(bound)) {
        const auto earlier = static_cast<double>(hazard.at(std::max(origin, x - shift)) - hazard.at(bound.low_years));
        const auto later = static_cast<double>(hazard.at(x + shift) - hazard.at(bound.low_years));
        low = std::min(low, at(pieces, x) - earlier);
        high = std::max(high, at(pieces, x) - later);
    }
    return bound.max_multiplier * (high - low) - bound.survival_tolerance;
}

void expect_sound(const PiecewiseHazard& pieces, const ApproximationBound& bound) {
    ASSERT_EQ(pieces.x_years.size(), pieces.cumulative.size());
    ASSERT_GE(pieces.x_years.size(), 2U);
    EXPECT_EQ(pieces.x_years.front(), bound.low_years);
    EXPECT_EQ(pieces.x_years.back(), bound.high_years);
    EXPECT_EQ(pieces.cumulative.front(), 0);
    for (std::size_t i = 1; i < pieces.x_years.size(); ++i) {
        ASSERT_LT(pieces.x_years[i - 1], pieces.x_years[i]);
        ASSERT_LE(pieces.cumulative[i - 1], pieces.cumulative[i]);
    }
}

/// Fewest pieces of a path whose knots lie on the curve (greedy, by bisection on a fine grid).
std::size_t interpolation_count(const CumulativeHazard& hazard, const ApproximationBound& bound, double width) {
    const auto h = [&](double x) { return static_cast<double>(hazard.at(x)); };
    const auto fits = [&](double a, double b) {
        double worst = 0;
        for (int i = 1; i < 32; ++i) {
            const double share = i / 32.0;
            worst = std::max(worst, std::abs(h(a + (b - a) * share) - (h(a) + (h(b) - h(a)) * share)));
        }
        return worst <= width;
    };
    std::size_t pieces = 0;
    for (double from = bound.low_years; from < bound.high_years; ++pieces) {
        double good = from, bad = bound.high_years * 1.0001;
        if (fits(from, bound.high_years)) return pieces + 1;
        for (int step = 0; step < 50; ++step) (fits(from, (good + bad) / 2) ? good : bad) = (good + bad) / 2;
        from = good;
    }
    return pieces;
}

/// Integral of sqrt(|H''| / (16 w)): what n straight pieces need at least for small w, connected or not.
double ideal_count(const CumulativeHazard& hazard, const ApproximationBound& bound, double width) {
    constexpr int steps = 20000;
    double count = 0;
    const auto x = [&](int i) {
        const double u = static_cast<double>(i) / steps;
        return static_cast<long double>(bound.low_years + (bound.high_years - bound.low_years) * u * u * u);
    };
    for (int i = 0; i < steps; ++i) {
        const long double a = x(i), b = x(i + 1);
        const long double sag = hazard.at((a + b) / 2) - (hazard.at(a) + hazard.at(b)) / 2;
        count += static_cast<double>(std::sqrt(std::abs(sag) / (2 * static_cast<long double>(width))));
    }
    return count;
}

struct Draw {
    std::string name;
    Hazard hazard;
};

// Each number is drawn by a statement of its own: the order of arguments is the compiler's choice.
Draw random_hazard(std::mt19937& engine) {
    const auto uniform = [&](double a, double b) { return std::uniform_real_distribution<double>(a, b)(engine); };
    const auto log_uniform = [&](double a, double b) { return std::exp(uniform(std::log(a), std::log(b))); };
    switch (engine() % 6) {
        case 0: {
            const double shape = log_uniform(0.3, 6);
            return {"weibull", make_weibull(shape, log_uniform(2, 200))};
        }
        case 1: {
            const double shape = uniform(-0.5, 0.4);
            return {"gompertz", make_gompertz(shape, log_uniform(1e-4, 0.2))};
        }
        case 2: {
            const double mean = uniform(0, 5);
            return {"lognormal", make_lognormal(mean, log_uniform(0.05, 3))};
        }
        case 3: {
            const double shape = log_uniform(0.3, 8);
            return {"loglogistic", make_loglogistic(shape, log_uniform(2, 200))};
        }
        case 4: {
            const double mean = uniform(1, 4), sigma = log_uniform(0.3, 2);
            return {"gamma", make_generalised_gamma(mean, sigma, uniform(-1.5, 1.5))};
        }
        default: {
            const double level = uniform(-5, -1), slope = uniform(0.9, 2);
            return {"spline", make_royston_parmar({level, slope, uniform(-0.02, 0.02)},
                                                  {std::log(0.5), std::log(3.0), std::log(10.0)}, 0, 1000)};
        }
    }
}

// The bound of hazard.hpp by brute force: any excess over the tolerance must be a shift in time within the
// resolution (twice: once of the knots, once of the samples).
TEST(Approximate, KeepsTheBoundForRandomHazards) {
    std::mt19937 engine(20240501);
    for (int draw = 0; draw < 120; ++draw) {
        const Draw d = random_hazard(engine);
        const double spread = std::exp(std::uniform_real_distribution<double>(0, 3)(engine));
        ApproximationBound bound{0, 15, spread, 1 / spread, false, 1e-6};
        const PiecewiseHazard free = approximate(*d.hazard, bound);
        expect_sound(free, bound);
        EXPECT_LE(worst_unconditional(*d.hazard, free, bound), 0) << d.name << " draw " << draw;
        if (static_cast<double>(d.hazard->at(15)) * spread > 20) continue;
        bound.conditional_entry = true;
        const PiecewiseHazard late = approximate(*d.hazard, bound);
        expect_sound(late, bound);
        EXPECT_LE(worst_conditional(*d.hazard, late, bound), 0) << d.name << " draw " << draw;
    }
}

// For one kind of bend the greedy path is optimal among paths with knots at samples: within 5 % and two pieces
// of the ideal, and below interpolation by about sqrt(2).
TEST(Approximate, NeedsHardlyMoreThanTheIdealCount) {
    for (const long double shape : {0.6L, 1.5L, 3.0L}) {
        const Hazard hazard = make_weibull(shape, 30);
        const ApproximationBound bound{0, 15, 1, 1, true, 1e-6};
        const double width = bound.survival_tolerance / 2;
        const auto pieces = static_cast<double>(approximate(*hazard, bound).x_years.size() - 1);
        EXPECT_LE(pieces, 1.05 * ideal_count(*hazard, bound, width) + 2);
        EXPECT_LE(pieces, static_cast<double>(interpolation_count(*hazard, bound, width)) / 1.33);
    }
}

TEST(Approximate, CountFallsWithTheRootOfTheTolerance) {
    const Hazard hazard = make_weibull(1.5, 20);
    ApproximationBound bound{0, 15, 1, 1, false, 1e-6};
    const auto fine = static_cast<double>(approximate(*hazard, bound).x_years.size() - 1);
    bound.survival_tolerance = 1e-4;
    const auto coarse = static_cast<double>(approximate(*hazard, bound).x_years.size() - 1);
    EXPECT_NEAR(fine / coarse, 10, 1);
}

TEST(Approximate, PiecewiseLinearHazardsAreExactWithOnePieceABreak) {
    const Hazard steps = make_piecewise_constant({0, 1, 4, 6, 20}, {0, 0.3, 0, 0.01, 5});
    const PiecewiseHazard pieces = approximate(*steps, {0, 15, 1, 1, false, 1e-6});
    EXPECT_EQ(pieces.x_years, (std::vector<double>{0, 1, 4, 6, 15}));
    for (const double x : {0.5, 1.0, 3.0, 4.0, 5.0, 6.0, 14.9})
        EXPECT_NEAR(at(pieces, x), static_cast<double>(steps->at(x)), 1e-15);
    EXPECT_EQ(approximate(*make_exponential(0.1L), {0, 15, 1, 1, false, 1e-6}).x_years.size(), 2U);
    const Hazard ages = make_life_table({"t", "s", 40, std::vector<double>(60, 0.01)});
    const PiecewiseHazard from_middle = approximate(*ages, {50.5, 52.25, 1, 1, true, 1e-6});
    EXPECT_EQ(from_middle.x_years, (std::vector<double>{50.5, 51, 52, 52.25}));
    EXPECT_NEAR(from_middle.cumulative.back(), -1.75 * std::log(0.99), 1e-15);
}

TEST(Approximate, StopsRefiningWhereNobodySurvives) {
    const Hazard hazard = make_weibull(4, 1);
    const ApproximationBound near{0, 2.2, 1, 1, false, 1e-6}, far{0, 100, 1, 1, false, 1e-6};
    const PiecewiseHazard pieces = approximate(*hazard, far);
    EXPECT_EQ(pieces.x_years.size(), approximate(*hazard, near).x_years.size());
    EXPECT_LE(worst_unconditional(*hazard, pieces, far), 0);
}

TEST(Approximate, CapsHazardsAndCatchesUp) {
    const Hazard burst = make_piecewise_constant({0, 1, 1.000001, 2}, {0, 1e9, 0, 0});
    const PiecewiseHazard pieces = approximate(*burst, {0, 15, 1, 1, false, 1e-6});
    double steepest = 0;
    for (std::size_t i = 1; i < pieces.x_years.size(); ++i)
        steepest = std::max(
            steepest, (pieces.cumulative[i] - pieces.cumulative[i - 1]) / (pieces.x_years[i] - pieces.x_years[i - 1]));
    EXPECT_LE(steepest, max_hazard_per_year * (1 + 1e-9));
    EXPECT_NEAR(pieces.cumulative.back(), 1000, 1e-6) << "caught up at the next break";
}

// Shapes that explode: finite counts, finite values.
TEST(Approximate, StaysFiniteForExtremeHazards) {
    std::vector<Hazard> extreme;
    extreme.push_back(make_weibull(20, 1));
    extreme.push_back(make_weibull(0.05L, 20));
    extreme.push_back(make_gompertz(30, 1));
    extreme.push_back(make_lognormal(2.3L, 1e-6L));
    for (const Hazard& hazard : extreme)
        for (const bool conditional : {false, true}) {
            const ApproximationBound bound{0, 15, 4, 0.25, conditional, 1e-6};
            const PiecewiseHazard pieces = approximate(*hazard, bound);
            expect_sound(pieces, bound);
            EXPECT_LT(pieces.x_years.size(), 100000U);
            // Twice the cap: the band leaves the slope of a short piece some room.
            EXPECT_LT(pieces.cumulative.back(), max_hazard_per_year * 15 * 2);
        }
}

}  // namespace
}  // namespace ibtr
