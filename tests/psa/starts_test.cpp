// Draws whose shares of people in each start state are uncertain.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "psa/exact_draws.hpp"
#include "psa/small_analysis.hpp"
#include "study/two_starts.hpp"

namespace ibtr::test {
namespace {

const std::string uncertain_shares =
    TwoStarts::config("start_states = { well = \"well_share\", ill = \"ill_share\" }", R"(
[parameters.ill_share]
value = 0.3
unit = "probability"
source = "assumption"
uncertainty = { family = "beta", standard_error = 0.1 }

[parameters.well_share]
expression = "1 - ill_share"
unit = "probability"
source = "assumption"
)");

constexpr Design twenty{DesignKind::monte_carlo, 20, 1};

double survival(double ill_share, double years) {
    const TwoStarts model{ill_share};
    return model.well(years) + model.ill(years);
}

// A draw of a share has the closed form of that share: exact ones to rounding, simulated ones within five binomial
// standard errors (200,000 women; 2 strategies x 2 times x 20 draws of P(|Z| > 5) = 5.8e-7).
TEST(StartShares, OfDrawsHaveTheirClosedForm) {
    const ScratchFolder scratch;
    const SmallAnalysis analysis(uncertain_shares, twenty, scratch.path());
    psa::DrawContext exact = analysis.context();
    exact.method = psa::DrawMethod::exact;
    std::size_t compared = 0;
    for (std::uint32_t draw = 0; draw < twenty.draws; ++draw) {
        const psa::DrawRecord solved = psa::solve_draw(exact, draw);
        const psa::DrawRecord simulated = psa::simulate_draw(analysis.context(), draw, *analysis.backend);
        ASSERT_EQ(solved.parameters, simulated.parameters);
        for (std::size_t i = 0; i < solved.outcomes.size(); ++i) {
            const Quantity& outcome = analysis.plan->outcomes()[i];
            if (outcome.endpoint != "os" || outcome.measure != Measure::value) continue;
            const double value = survival(solved.parameters[0], outcome.time_years);
            EXPECT_NEAR(solved.outcomes[i], value, 1e-12);
            EXPECT_NEAR(simulated.outcomes[i], value, 5 * std::sqrt(value * (1 - value) / 200000) + 1e-6);
            ++compared;
        }
    }
    EXPECT_GE(compared, 20 * 2 * 2U);
}

}  // namespace
}  // namespace ibtr::test
