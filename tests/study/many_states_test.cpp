// Models with up to 64 states, against closed forms and products of matrices.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "ibtr/state_graph.hpp"
#include "ibtr/study.hpp"

namespace ibtr::test {
namespace {

/// A way through 63 stages at 6 a year each, one after another, then death.
std::string stages() {
    std::ostringstream text;
    text << "schema = 1\nname = \"stages\"\nhorizon_years = 15\ngrid_per_year = 4\nstart_state = \"s0\"\n"
            "patients = 100000\nstrategies = [{ name = \"only\" }]\nstates = [";
    for (int s = 0; s < 63; ++s) text << "{ name = \"s" << s << "\" }, ";
    text << "{ name = \"dead\", kind = \"death\" }]\ntransitions = [";
    for (int s = 0; s < 63; ++s)
        text << "{ name = \"t" << s << "\", from = \"s" << s << "\", to = \""
             << (s == 62 ? std::string("dead") : "s" + std::to_string(s + 1))
             << "\", clock = \"sojourn\", source = \"assumption\", hazard = { family = \"exponential\", rate_per_year "
                "= 6 "
                "} }, ";
    return text.str() + "]\n";
}

/// Probability of k events of a Poisson process with this mean.
double poisson(double mean, int k) {
    return mean > 0 ? std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0)) : (k == 0 ? 1 : 0);
}

struct Fit {
    double exact, simulated;  ///< largest differences, the second in standard errors of a proportion of n
};

/// Compares all women's curves with numbers. @param number of a point, which has the exact estimate; NaN: none
template <class Number>
Fit largest_misfit(const Study& study, Number number) {
    const Estimates exact = study.estimate(study.solve({.budget_seconds = 0})),
                    simulated = study.estimate(study.simulate(*make_backend("cpp", 1)));
    EXPECT_EQ(exact.curves.size(), simulated.curves.size());
    Fit fit{0, 0};
    for (std::size_t k = 0; k < exact.curves.size(); ++k) {
        const CurvePoint& point = exact.curves[k];
        const double value = point.group.empty() ? number(point) : std::nan("");
        if (std::isnan(value)) continue;
        fit.exact = std::max(fit.exact, std::abs(point.estimate.value - value));
        // Bins where fewer than ten women are expected are left to the exact solution: they are not nearly normal.
        const auto women = static_cast<double>(study.model().patients);
        if (value * women < 10 || (1 - value) * women < 10) continue;
        fit.simulated = std::max(fit.simulated, std::abs(simulated.curves[k].estimate.value - value) /
                                                    std::sqrt(value * (1 - value) / women));
    }
    return fit;
}

// Stages passed by t are Poisson distributed: stage k is occupied with probability e^-6t (6t)^k / k!, and who has
// passed all 63 is dead (Erlang's distribution). Exponentials of a matrix are exact to rounding. Of 64 x 60 simulated
// shares none is 5.5 standard errors off: P(|Z| > 5.5) = 3.8e-8, with counts of ten and more within a factor of ten.
TEST(ManyStates, AChainOf64IsErlangs) {
    const Study study(load_config_text(stages(), "test.toml"));
    const auto shares = [](const CurvePoint& point) {
        if (point.endpoint == "os") {
            double alive = 0;
            for (int k = 0; k < 63; ++k) alive += poisson(6 * point.time_years, k);
            return alive;
        }
        const std::string prefix = "occupancy:s";
        if (!point.endpoint.starts_with(prefix)) return std::nan("");
        return poisson(6 * point.time_years, std::stoi(point.endpoint.substr(prefix.size())));
    };
    const Fit fit = largest_misfit(study, shares);
    EXPECT_LT(fit.exact, 1e-10);
    EXPECT_LT(fit.simulated, 5.5);
}

Study fixture(const std::string& name) {
    return Study(load_config({std::string(IBTR_CONFIGS) + "/../tests/engine/" + name + ".toml", {"patients=100000"}}));
}

/// Shares in every state after each cycle: a row vector times a matrix of the config's probabilities.
std::vector<std::vector<double>> chain(const Model& model, std::size_t strategy) {
    std::vector<std::vector<double>> shares{std::vector<double>(model.states.size(), 0.0)};
    shares[0][model.start_state] = 1;
    for (std::size_t cycle = 0; cycle < model.bins(); ++cycle) {
        std::vector<double> next = shares.back();
        for (const Transition& transition : model.transitions) {
            double p = std::get<double>(transition.hazard.coefficients[0]);
            for (const HazardRatio& ratio : transition.risk_ratios)
                if (ratio.strategy == strategy) p *= std::get<double>(ratio.value);
            next[transition.from] -= p * shares.back()[transition.from];
            next[transition.to] += p * shares.back()[transition.from];
        }
        shares.push_back(next);
    }
    return shares;
}

// 39 states can be come back to, three or so visits each, with 16 counters for them: visits that met random numbers of
// others would show. Products of matrices are exact to rounding of 60 of them; 2 x 40 x 60 shares as above.
TEST(ManyStates, FortyInCyclesEqualProductsOfMatrices) {
    const Study study = fixture("many_states_in_cycles");
    const Model& model = study.model();
    const std::vector<bool> on_cycle = states_on_cycles(model);
    EXPECT_EQ(std::count(on_cycle.begin(), on_cycle.end(), true), 39);
    const std::vector<std::vector<std::vector<double>>> chains{chain(model, 0), chain(model, 1)};
    std::map<std::string, std::size_t> states;
    for (std::size_t s = 0; s < model.states.size(); ++s) states["occupancy:" + model.states[s].name] = s;
    const Fit fit = largest_misfit(study, [&](const CurvePoint& point) {
        const auto state = states.find(point.endpoint);
        if (state == states.end()) return std::nan("");
        return chains[point.strategy][static_cast<std::size_t>(std::lround(4 * point.time_years))][state->second];
    });
    EXPECT_LT(fit.exact, 1e-12);
    EXPECT_LT(fit.simulated, 5.5);
}

// In continuous time the simulation agrees with the exact solution, whose step error is far below a standard error of
// 100,000 women, at most 0.0016.
TEST(ManyStates, SixtyFourInContinuousTimeAgreeWithTheExactSolution) {
    const Study study = fixture("many_states");
    EXPECT_EQ(study.model().states.size(), 64U);
    const Fit fit = largest_misfit(study, [](const CurvePoint& exact) {
        const bool is_share = exact.endpoint.starts_with("occupancy:") || exact.endpoint == "os";
        return is_share ? exact.estimate.value : std::nan("");
    });
    EXPECT_LT(fit.simulated, 5.5);
}

}  // namespace
}  // namespace ibtr::test
