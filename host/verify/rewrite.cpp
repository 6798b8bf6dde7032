#include "verify/rewrite.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ibtr/exact.hpp"

namespace ibtr::verify {
namespace {

template <class Conditional>
void drop_strategies(std::vector<Conditional>& list) {
    std::erase_if(list, [](const Conditional& one) { return one.strategy.has_value(); });
}

template <class Conditional>
void swap_in(std::vector<Conditional>& list, std::size_t a, std::size_t b) {
    for (Conditional& one : list)
        if (one.strategy == a)
            one.strategy = b;
        else if (one.strategy == b)
            one.strategy = a;
}

}  // namespace

void leave_the_model_alone(Model& model) {
    model.marginals.clear();
    model.group_factors.clear();
    model.validation.must_hold.clear();
    model.calibration.free.clear();
}

void keep_stratum(Model& model, const Stratum& stratum) {
    for (std::size_t f = 0; f < model.factors.size(); ++f)
        for (ConditionalRow& row : model.factors[f].rows)
            for (std::size_t level = 0; level < row.probabilities.size(); ++level)
                row.probabilities[level] = level == stratum.levels[f] ? 1.0 : 0.0;
    model.case_mixes.clear();
    model.standardisation = {};
}

void keep_one_age(Model& model) {
    if (const auto factor = model.age_factor())
        for (AgeBand& band : model.factors[*factor].age_bands) {
            const double middle = std::floor((band.low_years + band.high_years) / 2);
            band = {middle, middle, {}};
        }
}

void start_in(Model& model, std::size_t state) {
    model.start_state = state;
    for (Factor& factor : model.factors) factor.start_states.clear();
}

void multiply(Model& model, std::size_t transition, double ratio, std::optional<std::size_t> strategy) {
    model.transitions[transition].hazard_ratios.push_back({strategy, {}, {}, ratio, "verification"});
}

void stop(Model& model, std::size_t transition) {
    multiply(model, transition, 0);
}

void set_hazard(Model& model, std::size_t transition, HazardSpec hazard) {
    Transition& changed = model.transitions[transition];
    changed.hazard = std::move(hazard);
    changed.hazard_where.clear();
    changed.hazard_ratios.clear();
    changed.risk_ratios.clear();
    changed.clock = Clock::sojourn;
}

HazardSpec constant_hazard(const Model& model, double rate_per_year) {
    if (!model.cycle_years) return {HazardFamily::exponential, {rate_per_year}, {}, 0};
    return {HazardFamily::probability, {-std::expm1(-rate_per_year * *model.cycle_years)}, {}, 0};
}

void set_rate(Model& model, std::size_t transition, double rate_per_year) {
    set_hazard(model, transition, constant_hazard(model, rate_per_year));
}

void make_strategies_equal(Model& model) {
    for (Transition& transition : model.transitions) {
        drop_strategies(transition.hazard_ratios);
        drop_strategies(transition.risk_ratios);
        drop_strategies(transition.hazard_where);
    }
    model.case_mixes.clear();
}

void make_strategies_equal(Economics& economics) {
    for (auto* values : {&economics.utilities, &economics.costs})
        std::erase_if(*values, [](const ValueOf& value) { return value.when.strategy.has_value(); });
}

void swap_strategies(Model& model, std::size_t a, std::size_t b) {
    for (Transition& transition : model.transitions) {
        swap_in(transition.hazard_ratios, a, b);
        swap_in(transition.risk_ratios, a, b);
        swap_in(transition.hazard_where, a, b);
    }
}

void make_certain(Model& model) {
    for (Parameter& parameter : model.parameters) parameter.uncertainty.reset();
    model.joint_uncertainties.clear();
    model.correlations.clear();
    model.posterior.reset();
}

void set_horizon(Model& model, double years) {
    model.horizon_years = years;
    std::erase_if(model.landmarks_years, [&](double landmark) { return landmark > years; });
    if (model.landmarks_years.empty()) model.landmarks_years = {years};
}

std::vector<std::size_t> some_of(std::size_t count) {
    constexpr std::size_t most = 12;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < std::min(count, most); ++i) chosen.push_back(i * count / std::min(count, most));
    return chosen;
}

bool is_death(const Model& model, std::size_t transition) {
    return model.states[model.transitions[transition].to].kind == StateKind::death;
}

std::vector<std::size_t> exits_of(const Model& model, std::size_t state) {
    std::vector<std::size_t> exits;
    for (std::size_t k = 0; k < model.transitions.size(); ++k)
        if (model.transitions[k].from == state) exits.push_back(k);
    return exits;
}

core::Clock clock_of(const Study& study, std::size_t transition) {
    for (const core::ExitRecord& exit : study.tables().exits)
        if (exit.transition == transition) return exit.clock;
    return core::Clock::sojourn;
}

double clock_at_start(const Study& study, std::size_t transition, std::size_t stratum) {
    return clock_of(study, transition) == core::Clock::age ? study.tables().age_origin_years[stratum] : 0;
}

double mean_rate(const Study& study, std::size_t transition) {
    const double horizon = study.model().horizon_years, from = clock_at_start(study, transition, 0);
    const ContinuousHazards hazards(study.model(), study.parameters(), study.population());
    const auto function = hazards.function(SimulatedIndex(0), StratumIndex(0), TransitionIndex(transition));
    return hazards.multiplier(SimulatedIndex(0), StratumIndex(0), TransitionIndex(transition)) *
           (hazards.cumulative(function, from + horizon) - hazards.cumulative(function, from)) / horizon;
}

}  // namespace ibtr::verify
