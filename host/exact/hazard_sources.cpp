#include <algorithm>
#include <map>
#include <tuple>

#include "ibtr/exact.hpp"

namespace ibtr {
namespace {

/// What a hazard is, as numbers: two specs with the same are the same function.
std::vector<double> name_of(const HazardSpec& spec, const Parameters& parameters) {
    std::vector<double> name{static_cast<double>(spec.family), static_cast<double>(spec.life_table),
                             static_cast<double>(spec.knots.size())};
    name.insert(name.end(), spec.knots.begin(), spec.knots.end());
    for (const Input& coefficient : spec.coefficients) name.push_back(parameters.value(coefficient));
    return name;
}

}  // namespace

ContinuousHazards::ContinuousHazards(const Model& model, const Parameters& parameters, const Population& population)
    : strata_(population.strata.size()) {
    std::map<std::vector<double>, std::size_t> known;
    for (const Transition& transition : model.transitions) {
        const auto [place, is_new] = known.try_emplace(name_of(transition.hazard, parameters), distinct_.size());
        if (is_new) distinct_.push_back(make_cumulative_hazard(transition.hazard, model, parameters));
        baseline_.push_back(place->second);
    }
    for (const StrategyIndex strategy : model.simulated_strategies())
        for (const Stratum& stratum : population.strata)
            for (const Transition& transition : model.transitions)
                multipliers_.push_back(hazard_multiplier(transition, parameters, strategy, stratum.levels));
}

double ContinuousHazards::cumulative(StratumIndex, TransitionIndex transition, double clock_years) const {
    return static_cast<double>(distinct_[baseline_[transition]]->at(static_cast<long double>(clock_years)));
}

double ContinuousHazards::multiplier(SimulatedIndex strategy, StratumIndex stratum, TransitionIndex transition) const {
    return multipliers_[(strategy * strata_ + stratum) * baseline_.size() + transition];
}

std::vector<double> ContinuousHazards::breaks_years(StratumIndex, TransitionIndex transition, double low,
                                                    double high) const {
    std::vector<double> breaks = distinct_[baseline_[transition]]->breaks_years();
    std::erase_if(breaks, [=](double x) { return x <= low || x >= high; });
    return breaks;
}

std::size_t ContinuousHazards::baseline(StratumIndex, TransitionIndex transition) const {
    return baseline_[transition];
}

TabulatedHazards::TabulatedHazards(const Model& model, const Tables& tables)
    : tables_(&tables), ticks_per_year_(tables.ticks_per_year(model)), exit_of_(model.transitions.size()) {
    for (std::size_t x = 0; x < tables.exits.size(); ++x) exit_of_[tables.exits[x].transition] = x;
    std::map<std::tuple<std::uint32_t, double>, std::size_t> known;
    for (StratumIndex stratum; stratum < tables.header.strata; ++stratum) {
        for (TransitionIndex t; t < exit_of_.size(); ++t) {
            const std::uint32_t table_start = tables.exit_tables[stratum * tables.header.exits + exit_of_[t]].first;
            const auto name = std::make_tuple(table_start, origin_years(stratum, t));
            baseline_.push_back(known.try_emplace(name, known.size()).first->second);
        }
    }
}

double TabulatedHazards::origin_years(StratumIndex stratum, TransitionIndex transition) const {
    const bool on_age = tables_->exits[exit_of_[transition]].clock == core::Clock::age;
    return on_age ? tables_->age_origin_years[stratum] : 0;
}

double TabulatedHazards::cumulative(StratumIndex stratum, TransitionIndex transition, double clock_years) const {
    const double ticks = (clock_years - origin_years(stratum, transition)) * ticks_per_year_;
    return tabulated_cumulative(*tables_, stratum, exit_of_[transition], ticks);
}

double TabulatedHazards::multiplier(SimulatedIndex strategy, StratumIndex stratum, TransitionIndex transition) const {
    const core::TablesHeader& header = tables_->header;
    const std::size_t place = (strategy * header.strata + stratum) * header.exits + exit_of_[transition];
    const float inverse = tables_->inverse_multipliers[place];
    return inverse >= core::never_inverse ? 0 : 1 / static_cast<double>(inverse);
}

std::vector<double> TabulatedHazards::breaks_years(StratumIndex stratum, TransitionIndex transition, double low,
                                                   double high) const {
    const double origin = origin_years(stratum, transition);
    std::vector<double> breaks;
    for (const double ticks : tabulated_knots_ticks(*tables_, stratum, exit_of_[transition])) {
        const double x = origin + ticks / ticks_per_year_;
        if (x > low && x < high) breaks.push_back(x);
    }
    return breaks;
}

std::size_t TabulatedHazards::baseline(StratumIndex stratum, TransitionIndex transition) const {
    return baseline_[stratum * exit_of_.size() + transition];
}

}  // namespace ibtr
