#include "hazard/families.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

using Hazard = std::unique_ptr<CumulativeHazard>;

struct Reference {
    long double x_years;
    double cumulative;
};

/// References are long double or mpmath values of 50 digits rounded to double: within 4 units in the last
/// place of double.
void expect_values(const Hazard& hazard, const std::vector<Reference>& references) {
    for (const Reference& reference : references)
        EXPECT_NEAR(static_cast<double>(hazard->at(reference.x_years)) / reference.cumulative, 1, 1e-15)
            << "at " << static_cast<double>(reference.x_years);
}

/// Both hazards agree to a relative tolerance over 1e-6 to 1000 years.
void expect_same(const Hazard& a, const Hazard& b, double tolerance) {
    for (long double x = 1e-6L; x < 1000; x *= 1.7L) {
        const long double expected = b->at(x);
        EXPECT_NEAR(static_cast<double>((a->at(x) - expected) / expected), 0, tolerance) << static_cast<double>(x);
    }
}

// Formulas of families.hpp evaluated with mpmath 1.4 at 50 digits.
TEST(Families, AgreeWithIndependentValues) {
    expect_values(make_exponential(0.0217L), {{10, 0.217}});
    expect_values(make_weibull(0.6L, 20),
                  {{0.01L, 0.010456395525912732}, {3, 0.3203721497536806}, {15, 0.84146635908464961}});
    expect_values(make_gompertz(0.09L, 5e-5L),
                  {{1, 5.2319046502894643e-5}, {50, 0.04945396183362323}, {100, 4.50115773754188}});
    expect_values(make_gompertz(-0.3L, 0.1L),
                  {{1, 0.086393926439427378}, {15, 0.32963033448725256}, {100, 0.33333333333330214}});
    expect_values(make_loglogistic(2.5L, 8),
                  {{0.01L, 5.5242715754320175e-8}, {3, 0.082606992869617451}, {1000, 12.070790067573391}});
    expect_values(make_lognormal(1.2L, 0.7L), {{0.01L, 5.5167130042575829e-17},
                                               {3, 0.58414706910941519},
                                               {1e6L, 166.21268442613235},
                                               {1e60L, 19145.68605229658}});
    expect_values(make_generalised_gamma(1.2L, 0.7L, 2),
                  {{0.5L, 0.22532143470965932}, {3, 1.2033775255265355}, {100, 4207.2240230361929}});
    expect_values(make_generalised_gamma(1.2L, 0.7L, 0.3L),
                  {{0.5L, 0.011444523649259012}, {3, 0.65924223408991136}, {100, 23.845955120518767}});
    expect_values(make_generalised_gamma(1.2L, 0.7L, -0.3L),
                  {{0.5L, 0.00064566961598111533}, {3, 0.51573926725431147}, {100, 9.5818340274202198}});
    expect_values(make_gamma(2.5L, 0.4L),
                  {{0.01L, 3.03621940830302604e-7}, {3, 0.233858096854714697}, {100, 34.7141034565379365}});
    expect_values(make_generalised_f(1.2L, 0.7L, 0.5L, 0.8L), {{0.5L, 0.0471397149987025068},
                                                               {3, 0.726923574836891815},
                                                               {100, 10.315999926361091},
                                                               {1e30L, 224.468785346988166}});
    expect_values(make_generalised_f(1.2L, 0.7L, -0.4L, 0.3L), {{0.5L, 0.00163364710275937501},
                                                                {3, 0.496266658736402023},
                                                                {100, 6.99141562236389995},
                                                                {1e30L, 151.810341431518101}});
    expect_values(make_generalised_f(1.2L, 0.7L, 0, 1),
                  {{0.5L, 0.021589481616124308}, {3, 0.595965609369182174}, {100, 6.88051080338062561}});
    expect_values(make_generalised_f(0.5L, 1.1L, 2, 0.05L),
                  {{0.5L, 0.601332439124189237}, {3, 2.28205665959065323}, {100, 105.41836786139194}});
    expect_values(make_generalised_gamma(1.2L, 0.7L, -1),
                  {{0.5L, 3.2262310987503081e-7}, {3, 0.37802779915423669}, {100, 4.8683840880659899}});
}

const std::vector<double> spline_knots{std::log(0.5), std::log(2.0), std::log(5.0), std::log(12.0)};

// As above; the coefficients and knots are doubles there too, hence 1e-14.
TEST(Families, RoystonParmarAgreesWithIndependentValues) {
    const Hazard hazard = make_royston_parmar({-3, 1.1, 0.05, -0.04}, spline_knots, 0, 1000);
    const std::vector<Reference> references{{0.1L, 0.0039547274128742481},
                                            {1, 0.049503186041080911},
                                            {4, 0.19932519555526319},
                                            {10, 0.48014679523453451},
                                            {30, 1.3926307199194466}};
    for (const Reference& r : references)
        EXPECT_NEAR(static_cast<double>(hazard->at(r.x_years)) / r.cumulative, 1, 1e-14);
}

// Odds and normal scale of ln t: log-logistic and log-normal; with a bend, from mpmath at 40 digits.
TEST(Families, SplinesOfOtherScales) {
    expect_same(make_royston_parmar({-2.5 * std::log(8), 2.5}, {0, 2}, 0, 1, SplineScale::odds),
                make_loglogistic(2.5L, 8), 1e-14);
    expect_same(make_royston_parmar({-1.2 / 0.7, 1 / 0.7}, {0, 2}, 0, 1, SplineScale::normal),
                make_lognormal(1.2L, 0.7L), 1e-13);
    const std::vector<double> gamma{-3, 1.1, 0.05}, knots{-1, 1, 2.5};
    const Hazard odds = make_royston_parmar(gamma, knots, 0, 20, SplineScale::odds);
    const Hazard normal = make_royston_parmar(gamma, knots, 0, 20, SplineScale::normal);
    struct Row {
        long double x_years;
        double odds, normal;
    };
    for (const Row& row :
         {Row{0.1L, 0.00394692803460007541, 1.57540200326539786e-8},
          Row{3, 0.128181188565691926, 0.0235973098097214315}, Row{40, 0.585973256314708868, 0.527841391252464716},
          Row{1e5L, 4.86613445863367085, 14.3402895501863241}}) {
        EXPECT_NEAR(static_cast<double>(odds->at(row.x_years)) / row.odds, 1, 1e-14);
        EXPECT_NEAR(static_cast<double>(normal->at(row.x_years)) / row.normal, 1, 1e-13);
    }
}

// The limit p = 0 is approached: by 0.1 p at most for these.
TEST(Families, GeneralisedFContainsTheGeneralisedGamma) {
    for (const long double q : {0.6L, -0.6L})
        for (long double x = 0.1L; x < 60; x *= 1.7L)
            EXPECT_NEAR(static_cast<double>(std::exp(-make_generalised_f(1.2L, 0.7L, q, 1e-7L)->at(x)) -
                                            std::exp(-make_generalised_gamma(1.2L, 0.7L, q)->at(x))),
                        0, 1e-7);
}

TEST(Families, TableOfCumulativeHazard) {
    const Hazard hazard = make_tabulated({0, 2, 5}, {0, 0.5, 0.8});
    for (const auto& [x, expected] : {std::pair{1.0L, 0.25}, {2.0L, 0.5}, {3.5L, 0.65}, {7.0L, 1.0}})
        EXPECT_NEAR(static_cast<double>(hazard->at(x)), expected, 1e-15);
    EXPECT_EQ(hazard->breaks_years(), (std::vector<double>{2}));
}

TEST(Families, ReduceToEachOther) {
    expect_same(make_weibull(1, 12.5L), make_exponential(0.08L), 1e-17);
    expect_same(make_gompertz(0, 0.08L), make_exponential(0.08L), 1e-17);
    expect_same(make_gompertz(1e-15L, 0.08L), make_exponential(0.08L), 1e-12);
    expect_same(make_piecewise_constant({0, 1, 7}, {0.25, 0.25, 0.25}), make_exponential(0.25L), 1e-17);
    // q = 1: Weibull of shape 1/sigma and scale e^mu.
    expect_same(make_generalised_gamma(1.2L, 0.7L, 1), make_weibull(1 / 0.7L, std::exp(1.2L)), 1e-15);
    expect_same(make_generalised_gamma(1.2L, 0.7L, 0), make_lognormal(1.2L, 0.7L), 1e-17);
    // Without inner knots: ln H = gamma_0 + gamma_1 ln t.
    expect_same(make_royston_parmar({-1.5 * std::log(20), 1.5}, {0, 2}, 0, 1000), make_weibull(1.5L, 20), 1e-14);
}

// q = sigma = 1/sqrt(k), mu = ln k: gamma of shape k; k = 2 has S = (1 + t) e^-t in closed form.
TEST(Families, GeneralisedGammaContainsTheGamma) {
    const long double q = 1 / std::sqrt(2.0L);
    const Hazard hazard = make_generalised_gamma(std::log(2.0L), q, q);
    for (long double t = 0.01L; t < 500; t *= 1.5L)
        EXPECT_NEAR(static_cast<double>(hazard->at(t) / (t - std::log1p(t))), 1, 1e-14);
}

// Survival is smooth in q through 0, and where the expansion for small q gives way to the incomplete gamma
// functions: there both forms agree to 1e-11 (relative step of q times its effect, 2e-13, and the expansion).
TEST(Families, GeneralisedGammaIsContinuousInQ) {
    const Hazard limit = make_lognormal(1.2L, 0.7L);
    const auto survival = [](const Hazard& hazard, long double x) { return std::exp(-hazard->at(x)); };
    for (long double x = 0.1L; x < 100; x *= 1.3L)
        for (const long double sign : {-1.0L, 1.0L}) {
            for (const long double q : {1e-9L, 1e-6L, 0.99e-3L, 1.01e-3L, 1e-2L})
                EXPECT_NEAR(
                    static_cast<double>(survival(make_generalised_gamma(1.2L, 0.7L, sign * q), x) - survival(limit, x)),
                    0, static_cast<double>(0.2L * q));
            const long double below = survival(make_generalised_gamma(1.2L, 0.7L, sign * 1e-3L), x);
            const long double above = survival(make_generalised_gamma(1.2L, 0.7L, sign * (1e-3L + 1e-12L)), x);
            EXPECT_NEAR(static_cast<double>(below - above), 0, 1e-11);
        }
}

std::vector<Hazard> every_family() {
    std::vector<Hazard> all;
    all.push_back(make_exponential(0.02L));
    for (const long double shape : {0.05L, 0.6L, 1.5L, 20.0L}) all.push_back(make_weibull(shape, 3));
    for (const long double shape : {-2.0L, 0.0L, 0.09L, 5.0L}) all.push_back(make_gompertz(shape, 0.01L));
    for (const long double sd : {0.01L, 0.7L, 8.0L}) all.push_back(make_lognormal(1, sd));
    for (const long double shape : {0.1L, 2.0L, 40.0L}) all.push_back(make_loglogistic(shape, 3));
    for (const long double q : {-4.0L, -0.02L, 1e-5L, 0.4L, 5.0L}) all.push_back(make_generalised_gamma(1, 0.5L, q));
    all.push_back(make_piecewise_constant({0, 2, 5}, {0, 1e9, 0.1}));
    all.push_back(make_royston_parmar({-3, 1.1, 0.05, -0.04}, spline_knots, 0, 1000));
    all.push_back(make_life_table({"t", "s", 40, {0.001, 0.5, 0.999}}));
    return all;
}

TEST(Families, StartAtZeroNeverFallAndStayFinite) {
    for (const Hazard& hazard : every_family()) {
        EXPECT_EQ(hazard->at(0), 0);
        long double last = 0;
        for (long double x = 1e-12L; x < 1e9L; x *= 1.01L) {
            const long double here = hazard->at(x);
            ASSERT_TRUE(std::isfinite(static_cast<double>(here)));
            // Monotone up to the rounding of the closed forms in long double.
            ASSERT_GE(here, last * (1 - 1e-15L)) << static_cast<double>(x);
            last = here;
        }
    }
}

/// Central difference of H, error O(step^2).
double slope(const Hazard& hazard, long double x) {
    const long double step = 1e-5L * x;
    return static_cast<double>((hazard->at(x + step) - hazard->at(x - step)) / (2 * step));
}

// Hazards from their own textbook formulas; a central difference of relative step 1e-5 is good to 1e-8.
TEST(Families, HazardsAreTheDerivatives) {
    for (const double x : {0.3, 2.0, 11.0}) {
        EXPECT_NEAR(slope(make_weibull(1.5L, 20), x) / (1.5 / 20 * std::sqrt(x / 20)), 1, 1e-8);
        EXPECT_NEAR(slope(make_gompertz(0.09L, 0.01L), x) / (0.01 * std::exp(0.09 * x)), 1, 1e-8);
        const double odds = std::pow(x / 8, 2.5);
        EXPECT_NEAR(slope(make_loglogistic(2.5L, 8), x) / (2.5 / x * odds / (1 + odds)), 1, 1e-8);
        const double z = (std::log(x) - 1.2) / 0.7;
        const double density = std::exp(-z * z / 2) / (std::sqrt(2 * M_PI) * 0.7 * x);
        EXPECT_NEAR(slope(make_lognormal(1.2L, 0.7L), x) / (density / (std::erfc(z / std::sqrt(2.0)) / 2)), 1, 1e-8);
    }
}

TEST(Families, LifeTableHasConstantHazardWithinAYear) {
    const Hazard hazard = make_life_table({"table", "source", 40, {0.01, 0.02, 0.5}});
    const auto survival = [&](long double from, long double to) {
        return static_cast<double>(std::exp(hazard->at(from) - hazard->at(to)));
    };
    EXPECT_NEAR(survival(40, 41), 0.99, 1e-15);
    EXPECT_NEAR(survival(41, 42), 0.98, 1e-15);
    EXPECT_NEAR(survival(41.25L, 41.75L), std::sqrt(0.98), 1e-15);
    EXPECT_NEAR(survival(42, 43), 0.5, 1e-15);
    EXPECT_NEAR(survival(100, 101), 0.5, 1e-15) << "the last hazard goes on";
    EXPECT_NEAR(survival(20, 21), 0.99, 1e-15) << "the first hazard holds before";
    EXPECT_EQ(hazard->breaks_years(), (std::vector<double>{41, 42}));
    EXPECT_TRUE(hazard->piecewise_linear());
}

TEST(Families, RefusesASplineThatFalls) {
    EXPECT_THROW(make_royston_parmar({-3, -0.1}, {0, 2}, 0, 1000), UsageError);
    EXPECT_THROW(make_royston_parmar({-3, 0.2, 3, -3}, spline_knots, 0, 1000), UsageError);
}

}  // namespace
}  // namespace ibtr
