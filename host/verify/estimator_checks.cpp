// Checks 56, 57 and 60: estimators against plain sums, and against inputs that they have to find again.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ibtr/state_graph.hpp"
#include "verify/bounds.hpp"
#include "verify/check.hpp"
#include "verify/event_times.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

std::optional<std::size_t> simulated_place(const Model& model, StrategyIndex strategy) {
    const std::vector<StrategyIndex> all = model.simulated_strategies();
    const auto place = std::find(all.begin(), all.end(), strategy);
    if (place == all.end()) return std::nullopt;
    return static_cast<std::size_t>(place - all.begin());
}

/// Area under overall survival up to the end of a bin, from counted deaths and their times.
double plain_restricted_mean(const Study& study, const Tallies& tallies, SimulatedIndex strategy, std::size_t bin) {
    const Model& model = study.model();
    const std::vector<double> weights = standard_weights(study, strategy), women = women_by_cell(study, tallies);
    double lost = 0;
    for (std::size_t cell = 0; cell < women.size(); ++cell)
        if (weights[cell] > 0)
            for (std::size_t k = 0; k < model.transitions.size(); ++k)
                if (is_death(model, k))
                    lost += weights[cell] * years_since_events(study, tallies, strategy, cell, k, bin) / women[cell];
    return static_cast<double>(bin) / model.grid_per_year - lost;
}

Finding curves_are_counts(const Subject& subject) {
    Verdict verdict(
        "nobody is censored: overall survival is 1 less the share counted dead, cumulative incidence the share counted "
        "with "
        "the event, deaths of all kinds sum to 1 less survival, the restricted mean is the area under survival; each "
        "to 1e-9");
    const Study& study = subject.focus();
    const Model& model = study.model();
    const Tallies& tallies = subject.base_tallies();
    std::vector<StateCurves> curves;
    for (SimulatedIndex s; s < tallies.shape.strategies; ++s) curves.push_back(overall(study, tallies, s));
    for (const CurvePoint& point : subject.base_estimates().curves) {
        const auto place = simulated_place(model, point.strategy);
        if (!place || point.population != PopulationKind::standardised || !point.group.empty()) continue;
        const StateCurves& of = curves[*place];
        const std::size_t bin = point.bin(model.grid_per_year);
        const auto where = [&] { return fmt::format("{} at {:.4g} years", point.endpoint, point.time_years); };
        if (point.endpoint == "os") verdict.close(point.estimate.value, of.alive(model, bin), 1e-9, where);
        if (point.endpoint == "rmst")
            verdict.close(point.estimate.value, plain_restricted_mean(study, tallies, SimulatedIndex(*place), bin),
                          1e-9 * model.horizon_years, where);
        for (std::size_t set = 0; set < model.endpoints.size(); ++set)
            if (point.endpoint == "cif_" + model.endpoints[set].name)
                verdict.close(point.estimate.value, of.ever[set * of.points + bin], 1e-9, where);
    }
    for (const StateCurves& of : curves)
        for (std::size_t point = 0; point < of.points; ++point) {
            double dead = 0;
            for (std::size_t k = 0; k < model.transitions.size(); ++k)
                if (is_death(model, k)) dead += of.taken[k * of.points + point];
            verdict.close(dead, 1 - of.alive(model, point), 1e-9, "deaths by kind");
        }
    return verdict.finding();
}

Finding hazard_ratio_returns(const Subject& subject) {
    constexpr double ratio = 0.6;
    Verdict verdict(fmt::format(
        "one exit of the first state alone, at a constant hazard that a second strategy multiplies by {}: the "
        "estimated "
        "hazard ratio is {} within its Monte Carlo error (error rate 1e-6; in cycles and 1 % for their ties)",
        ratio, ratio));
    const Model& base = subject.focus().model();
    const std::size_t start = start_states(base).front();
    const std::size_t exit = exits_of(base, start).front();
    const Study study = subject.single([&](Model& model) {
        start_in(model, start);
        for (std::size_t k = 0; k < model.transitions.size(); ++k) stop(model, k);
        set_rate(model, exit, model.cycle_years ? 0.01 / *model.cycle_years : 1 / model.horizon_years);
        model.endpoints = {{"verified", {exit}}};
        model.strategies = {{"plain", "plain", {}}, {"treated", "treated", {}}};
        model.reference_strategy = StrategyIndex(0);
        for (Transition& transition : model.transitions) {
            std::erase_if(transition.hazard_ratios, [](const HazardRatio& one) { return one.strategy.has_value(); });
            std::erase_if(transition.hazard_where, [](const HazardWhere& one) { return one.strategy.has_value(); });
            std::erase_if(transition.risk_ratios, [](const HazardRatio& one) { return one.strategy.has_value(); });
        }
        multiply(model, exit, ratio, 1);
    });
    const std::vector<Contrast> contrasts = subject.estimate(study, subject.walk(study)).contrasts;
    for (const Contrast& contrast : contrasts) {
        if (contrast.measure != Measure::hr || contrast.endpoint != "cif_verified") continue;
        const double error = contrast.estimate.mc_se / contrast.estimate.value;
        // Batches give the error itself to 10 %: their t has 49 degrees of freedom.
        const double limit = 1.3 * normal_limit(contrasts.size()) * error;
        verdict.close(std::log(contrast.estimate.value), std::log(ratio),
                      limit + (study.model().cycle_years ? 0.01 : 0),
                      fmt::format("log hazard ratio at {:g} years", contrast.time_years));
    }
    return verdict.finding();
}

/// Years that women of a cell spend in a state up to the horizon.
double years_in(const Study& study, const Tallies& tallies, SimulatedIndex strategy, std::size_t cell,
                std::size_t state, double women, std::size_t start) {
    const Model& model = study.model();
    double years = start == state ? women * model.horizon_years : 0;
    for (std::size_t k = 0; k < model.transitions.size(); ++k) {
        const double since = years_since_events(study, tallies, strategy, cell, k, model.bins());
        if (model.transitions[k].to == state) years += since;
        if (model.transitions[k].from == state) years -= since;
    }
    return years;
}

Finding rates_return(const Subject& subject) {
    Verdict verdict(
        "all hazards constant: events over person-time, counted from a simulation, give every hazard back within its "
        "error "
        "(error rate 1e-6; in cycles events over cycles the probability)");
    const Study& base = subject.focus();
    std::vector<double> rates;
    for (std::size_t k = 0; k < base.model().transitions.size(); ++k)
        rates.push_back(std::clamp(mean_rate(base, k), 0.0, base.model().cycle_years ? 0.1 : 5.0));
    const Study study = subject.single([&](Model& model) {
        for (std::size_t k = 0; k < model.transitions.size(); ++k) {
            set_rate(model, k, rates[k]);
            model.transitions[k].order_in_cycle = 1;
        }
    });
    const Model& model = study.model();
    const Tallies tallies = subject.walk(study);
    const std::size_t start = start_of(model, study.population().strata.front().levels);
    const auto women = static_cast<double>(model.patients);
    const double z = normal_limit(tallies.shape.strategies * model.transitions.size());
    for (SimulatedIndex s; s < tallies.shape.strategies; ++s)
        for (std::size_t k = 0; k < model.transitions.size(); ++k) {
            if (rates[k] == 0) continue;
            const double years = years_in(study, tallies, s, 0, model.transitions[k].from, women, start);
            const double cycles = model.cycle_years ? years / *model.cycle_years : years;
            const double strength = model.cycle_years ? -std::expm1(-rates[k] * *model.cycle_years) : rates[k];
            const double expected = strength * cycles;
            const double events = events_by(study, tallies, s, 0, k, model.bins());
            // Times are known to a tick, which is lost where sojourns are short; 30 for what a normal law leaves out of
            // few events.
            verdict.close(events, expected, z * std::sqrt(expected) + 1e-3 * expected + 30, model.transitions[k].name);
        }
    return verdict.finding();
}

}  // namespace

std::vector<Check> estimator_checks() {
    return {{56, "curves are counts", curves_are_counts},
            {57, "a hazard ratio returns", hazard_ratio_returns},
            {60, "rates return", rates_return}};
}

}  // namespace ibtr::verify
