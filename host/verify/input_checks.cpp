// Checks 1 to 4: hazards are what the config says.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ibtr/hazard.hpp"
#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

/// Chance of ever taking a transition by the horizon, by simulated strategy.
std::vector<double> chance_of_ever(const Subject& subject, std::size_t transition, double ratio) {
    const Study study = subject.one_age([&](Model& model) {
        model.endpoints = {{"verified", {transition}}};
        if (ratio != 1) multiply(model, transition, ratio);
    });
    std::vector<double> chances;
    for (const StateCurves& curves : subject.solved_curves(study)) chances.push_back(curves.ever.back());
    return chances;
}

// Until its first time a transition meets the same lives whatever its hazard is; a smaller one takes fewer of them.
Finding risks_rise_with_ratios(const Subject& subject) {
    Verdict verdict("half the hazard of a transition: fewer women ever take it, whatever competes");
    const Model& model = subject.focus().model();
    const std::vector<std::size_t> tried = some_of(model.transitions.size());
    verdict.remark_on_sample(tried.size(), model.transitions.size(), "transitions");
    for (const std::size_t k : tried) {
        const std::vector<double> full = chance_of_ever(subject, k, 1), half = chance_of_ever(subject, k, 0.5);
        for (std::size_t s = 0; s < full.size(); ++s) {
            constexpr double noticed = 1e-6;  // less is below what the solver knows
            if (full[s] > noticed)
                verdict.holds(half[s] < full[s], [&] {
                    return fmt::format("{}: {:.6g} at half the hazard, {:.6g} at all of it", model.transitions[k].name,
                                       half[s], full[s]);
                });
            else
                verdict.at_most(half[s], full[s], noticed, model.transitions[k].name);
        }
    }
    return verdict.finding();
}

/// Positive constant rates to try families with: those of the transitions.
std::vector<double> tried_rates(const Study& study) {
    std::vector<double> rates;
    for (std::size_t k = 0; k < study.model().transitions.size(); ++k)
        if (const double rate = mean_rate(study, k); rate > 0 && rate < 10) rates.push_back(rate);
    if (rates.empty()) rates.push_back(1 / study.model().horizon_years);
    return rates;
}

/// Holds two hazards against each other up to the horizon, in survival.
void same_survival(Verdict& verdict, const Study& study, const HazardSpec& a, const HazardSpec& b, double tolerance,
                   const std::string& what) {
    const auto first = make_cumulative_hazard(a, study.model(), study.parameters());
    const auto second = make_cumulative_hazard(b, study.model(), study.parameters());
    constexpr int points = 32;
    for (int i = 1; i <= points; ++i) {
        const auto x = static_cast<long double>(study.model().horizon_years * i / points);
        verdict.close(static_cast<double>(std::exp(-first->at(x))), static_cast<double>(std::exp(-second->at(x))),
                      tolerance, what);
    }
}

constexpr double shape = 1.7, sigma = 0.6;

Finding families_reduce(const Subject& subject) {
    constexpr double tolerance = 1e-12;
    Verdict verdict(
        "with the mean rates of the model's transitions: Weibull of shape 1 = exponential; generalised gamma of q = 1, "
        "sigma = 1 = exponential, of q = 1 = Weibull, of q = sigma = gamma, of q = 0 = log-normal; survival to 1e-12");
    const Study& study = subject.focus();
    for (const double rate : tried_rates(study)) {
        const HazardSpec exponential{HazardFamily::exponential, {rate}, {}, 0};
        const double mu = -std::log(rate);
        same_survival(verdict, study, {HazardFamily::weibull, {1.0, 1 / rate}, {}, 0}, exponential, tolerance,
                      "Weibull");
        same_survival(verdict, study, {HazardFamily::generalised_gamma, {mu, 1.0, 1.0}, {}, 0}, exponential, tolerance,
                      "generalised gamma, exponential");
        same_survival(verdict, study, {HazardFamily::generalised_gamma, {mu, 1 / shape, 1.0}, {}, 0},
                      {HazardFamily::weibull, {shape, 1 / rate}, {}, 0}, tolerance, "generalised gamma, Weibull");
        same_survival(verdict, study, {HazardFamily::generalised_gamma, {mu, sigma, sigma}, {}, 0},
                      {HazardFamily::gamma, {1 / (sigma * sigma), rate / (sigma * sigma)}, {}, 0}, tolerance,
                      "generalised gamma, gamma");
        same_survival(verdict, study, {HazardFamily::generalised_gamma, {mu, sigma, 0.0}, {}, 0},
                      {HazardFamily::lognormal, {mu, sigma}, {}, 0}, tolerance, "generalised gamma, log-normal");
    }
    return verdict.finding();
}

Finding limits_of_families(const Subject& subject) {
    Verdict verdict(
        "Gompertz of shape 1e-9 a year = exponential to 1e-6 in survival; piecewise with equal rates = exponential and "
        "a spline without inner knots = Weibull to 1e-12");
    const Study& study = subject.focus();
    const double horizon = study.model().horizon_years;
    for (const double rate : tried_rates(study)) {
        const HazardSpec exponential{HazardFamily::exponential, {rate}, {}, 0};
        same_survival(verdict, study, {HazardFamily::gompertz, {1e-9, rate}, {}, 0}, exponential, 1e-6, "Gompertz");
        same_survival(verdict, study,
                      {HazardFamily::piecewise_constant, {rate, rate, rate}, {0, horizon / 3, horizon / 2}, 0},
                      exponential, 1e-12, "piecewise constant");
        const double first = std::log(horizon / 100), last = std::log(horizon);
        same_survival(verdict, study, {HazardFamily::royston_parmar, {shape * std::log(rate), shape}, {first, last}, 0},
                      {HazardFamily::weibull, {shape, 1 / rate}, {}, 0}, 1e-12, "spline");
    }
    return verdict.finding();
}

Finding units_round_trip(const Subject& subject) {
    Verdict verdict(
        "rate to probability of a cycle and back to 1e-12 in survival; the tables, in ticks and float32, against the "
        "hazards in years: survival within 2e-6");
    const Study& study = subject.focus();
    const Model& model = study.model();
    const double cycle = model.cycle_years.value_or(1.0 / model.grid_per_year);
    Model in_cycles = model;
    in_cycles.cycle_years = cycle;
    for (const double rate : tried_rates(study)) {
        const auto hazard = make_cumulative_hazard({HazardFamily::probability, {-std::expm1(-rate * cycle)}, {}, 0},
                                                   in_cycles, study.parameters());
        for (const int cycles : {1, 2, 7}) {
            const double x = cycle * cycles;
            verdict.close(std::exp(-static_cast<double>(hazard->at(static_cast<long double>(x)))), std::exp(-rate * x),
                          1e-12, "probability of a cycle");
        }
    }
    const ContinuousHazards continuous(model, study.parameters(), study.population());
    const TabulatedHazards tabulated(model, study.tables());
    for (SimulatedIndex s; s < model.simulated_strategies().size(); ++s)
        for (StratumIndex h; h < study.population().strata.size(); ++h)
            for (TransitionIndex k; k < model.transitions.size(); ++k) {
                const double from = clock_at_start(study, k, h);
                const auto in_years = continuous.function(s, h, k);
                const auto in_ticks = tabulated.function(s, h, k);
                const auto years = [&](double x) {
                    return continuous.multiplier(s, h, k) *
                           (continuous.cumulative(in_years, x) - continuous.cumulative(in_years, from));
                };
                const auto ticks = [&](double x) {
                    return tabulated.multiplier(s, h, k) *
                           (tabulated.cumulative(in_ticks, x) - tabulated.cumulative(in_ticks, from));
                };
                for (const double share : {0.25, 0.5, 1.0}) {
                    // Of cycles at their ends: tables have no others.
                    const double whole = std::round(share * model.horizon_years / cycle) * cycle;
                    const double x = from + (model.cycle_years ? whole : share * model.horizon_years);
                    verdict.close(std::exp(-years(x)), std::exp(-ticks(x)), 2e-6, model.transitions[k].name);
                }
            }
    return verdict.finding();
}

}  // namespace

std::vector<Check> input_checks() {
    return {{1, "risk rises with its ratio", risks_rise_with_ratios},
            {2, "hazard families at their special values", families_reduce},
            {3, "hazard families at their limits", limits_of_families},
            {4, "rates, probabilities and units", units_round_trip}};
}

}  // namespace ibtr::verify
