// Law: several tests of the same women, walked, have the joint law of a plain simulation with other random numbers.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "studies/simulate_studies.hpp"
#include "three_ends.hpp"

namespace ibtr::test {
namespace {

using namespace studies;

/// One woman of a plain simulation: bins of death and of metastasis or death, whether of breast cancer, last bin seen.
struct PlainWoman {
    std::size_t os, ddfs, last;
    bool of_breast_cancer;
};
PlainWoman plain_woman(std::mt19937_64& random, double ratio) {
    const auto exponential = [&](double rate) { return std::exponential_distribution<double>(rate)(random); };
    const auto bin = [](double years) { return static_cast<std::size_t>(std::min(years, 1e6) * 12); };
    const double grade = std::bernoulli_distribution(0.4)(random) ? 2 : 1;
    const double metastasis = exponential(rate_distant * ratio * grade), other = exponential(rate_death_other),
                 cancer = metastasis + exponential(rate_death_bc);
    const double seen = std::min(7 - 4 * std::uniform_real_distribution<double>()(random), exponential(0.05));
    return {bin(std::min(cancer, other)), bin(std::min(metastasis, other)), bin(seen), cancer < other};
}
double plain_z(const std::vector<PlainWoman>& first, const std::vector<PlainWoman>& second, int endpoint) {
    std::array<std::array<std::array<double, 2>, 84>, 2> table{};  // [arm][bin][left, events]
    for (int arm = 0; arm < 2; ++arm)
        for (const PlainWoman& woman : arm == 0 ? first : second) {
            const std::size_t time = endpoint == 1 ? woman.ddfs : woman.os;
            const bool seen = time <= woman.last, counts = endpoint != 2 || woman.of_breast_cancer;
            table[arm][std::min<std::size_t>(83, std::min(time, woman.last))][seen && counts ? 1 : 0] += 1;
        }
    double n1 = static_cast<double>(first.size()), n2 = static_cast<double>(second.size()), difference = 0,
           variance = 0;
    for (std::size_t j = 0; j < 84; ++j) {
        const double d1 = table[0][j][1], d = d1 + table[1][j][1], n = n1 + n2;
        if (d > 0) difference += d1 - d * n1 / n;
        if (n > 1) variance += d * (n1 / n) * (n2 / n) * (n - d) / (n - 1);
        n1 -= d1 + table[0][j][0];
        n2 -= table[1][j][1] + table[1][j][0];
    }
    return difference / std::sqrt(variance);
}

// Means, standard deviations and correlations of z over 4,000 replicates of 60 + 60 women, each side with its own
// random numbers: standard errors sqrt(2) / sqrt(4000) of a mean, the same over sqrt(2) of the logarithm of a standard
// deviation (skewness adds a little), and of Fisher's z of a correlation.
TEST(SameWomen, TestsTogetherAreThoseOfAPlainSimulation) {
    constexpr std::uint32_t replicates = 4000;
    constexpr std::size_t women = 60;
    const Model model = three_ends();
    const StudiesResult walked = simulate_studies(
        model, base_parameters(model), read_designs(parse_csv(analyses({"os", "ddfs", "bcss"}, women), "d.csv"), model),
        {.replicates = replicates});
    std::array<std::array<std::vector<double>, 3>, 2> z;
    std::mt19937_64 random(9);
    for (std::uint32_t r = 0; r < replicates; ++r) {
        std::vector<PlainWoman> first, second;
        for (std::size_t i = 0; i < women; ++i) first.push_back(plain_woman(random, ratio_new));
        for (std::size_t i = 0; i < women; ++i) second.push_back(plain_woman(random, 1));
        for (std::size_t k = 0; k < 3; ++k) {
            const auto& effect = walked.effects[r * 3 + k];
            ASSERT_TRUE(effect);
            z[0][k].push_back(effect->estimate / std::sqrt(effect->variance));
            z[1][k].push_back(plain_z(first, second, static_cast<int>(k)));
        }
    }
    const auto moment = [&](int side, std::size_t a, std::size_t b) {
        double of_a = 0, of_b = 0, product = 0;
        for (std::uint32_t r = 0; r < replicates; ++r) {
            of_a += z[side][a][r] / replicates;
            of_b += z[side][b][r] / replicates;
            product += z[side][a][r] * z[side][b][r] / replicates;
        }
        return std::array{of_a, product - of_a * of_b};
    };
    const double error = std::sqrt(2.0 / replicates);
    for (std::size_t a = 0; a < 3; ++a) {
        EXPECT_NEAR(moment(0, a, a)[0], moment(1, a, a)[0], 4.9 * error) << a;
        EXPECT_NEAR(std::log(moment(0, a, a)[1] / moment(1, a, a)[1]) / 2, 0, 4.9 * 1.2 * error / std::sqrt(2)) << a;
        for (std::size_t b = 0; b < a; ++b) {
            std::array<double, 2> fisher{};
            for (int side = 0; side < 2; ++side)
                fisher[side] =
                    std::atanh(moment(side, a, b)[1] / std::sqrt(moment(side, a, a)[1] * moment(side, b, b)[1]));
            EXPECT_GT(fisher[0], std::atanh(0.3));
            EXPECT_NEAR(fisher[0], fisher[1], 4.9 * 1.1 * error) << a << " " << b;
        }
    }
}

}  // namespace
}  // namespace ibtr::test
