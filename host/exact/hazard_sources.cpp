#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "hazard/cycle_hazards.hpp"
#include "hazard/hazard_name.hpp"
#include "ibtr/exact.hpp"

namespace ibtr {
ContinuousHazards::ContinuousHazards(const Model& model, const Parameters& parameters, const Population& population)
    : strata_(population.strata.size()), transitions_(model.transitions.size()) {
    if (model.cycle_years)
        find_cycles(model, parameters, population);
    else
        find_forms(model, parameters, population);
}

ContinuousHazards::~ContinuousHazards() = default;

void ContinuousHazards::find_cycles(const Model& model, const Parameters& parameters, const Population& population) {
    cycles_ = std::make_unique<CycleHazards>(model, parameters);
    for (const StrategyIndex strategy : model.simulated_strategies())
        for (const Stratum& stratum : population.strata)
            for (TransitionIndex t; t < transitions_; ++t)
                functions_.push_back(cycles_->find(t, strategy, stratum.levels));
    for (HazardFunctionIndex f; f < cycles_->size(); ++f) distinct_.push_back(&cycles_->hazard(f));
    multipliers_.assign(functions_.size(), 1);
}

void ContinuousHazards::find_forms(const Model& model, const Parameters& parameters, const Population& population) {
    std::map<std::pair<std::size_t, HazardForm>, HazardFunctionIndex> forms;
    std::map<std::vector<double>, HazardFunctionIndex> known;
    for (const StrategyIndex strategy : model.simulated_strategies()) {
        for (const Stratum& stratum : population.strata) {
            for (TransitionIndex t; t < transitions_; ++t) {
                const Transition& transition = model.transitions[t];
                HazardForm form = hazard_form(transition, strategy, stratum.levels);
                const auto [place, is_new_form] = forms.try_emplace({t, std::move(form)});
                if (is_new_form) {
                    const HazardForm& made = place->first.second;
                    const auto [function, is_new] = known.try_emplace(hazard_name(transition, made, parameters),
                                                                      HazardFunctionIndex(distinct_.size()));
                    if (is_new) {
                        made_.push_back(make_cumulative_hazard(transition, made, model, parameters));
                        distinct_.push_back(made_.back().get());
                    }
                    place->second = function->second;
                }
                functions_.push_back(place->second);
                multipliers_.push_back(hazard_multiplier(transition, parameters, strategy, stratum.levels));
            }
        }
    }
}

HazardFunctionIndex ContinuousHazards::function(SimulatedIndex strategy, StratumIndex stratum,
                                                TransitionIndex transition) const {
    return functions_[place(strategy, stratum, transition)];
}

double ContinuousHazards::multiplier(SimulatedIndex strategy, StratumIndex stratum, TransitionIndex transition) const {
    return multipliers_[place(strategy, stratum, transition)];
}

double ContinuousHazards::cumulative(HazardFunctionIndex function, double clock_years) const {
    return static_cast<double>(distinct_[function]->at(static_cast<long double>(clock_years)));
}

std::vector<double> ContinuousHazards::breaks_years(HazardFunctionIndex function, double low, double high) const {
    std::vector<double> breaks = distinct_[function]->breaks_years();
    std::erase_if(breaks, [=](double x) { return x <= low || x >= high; });
    return breaks;
}

TabulatedHazards::TabulatedHazards(const Model& model, const Tables& tables)
    : tables_(&tables), ticks_per_year_(tables.ticks_per_year(model)), exit_of_(model.transitions.size()) {
    const core::TablesHeader& header = tables.header;
    for (std::size_t x = 0; x < tables.exits.size(); ++x) exit_of_[tables.exits[x].transition] = x;
    std::map<std::tuple<std::uint32_t, double>, HazardFunctionIndex> known;
    const std::size_t rows = header.tables_by_strategy != 0 ? header.strategies : 1;
    for (SimulatedIndex row; row < rows; ++row) {
        for (StratumIndex stratum; stratum < header.strata; ++stratum) {
            for (const std::size_t exit : exit_of_) {
                const core::TableRef table = tables.exit_table(row, stratum, exit);
                const bool on_age = tables.exits[exit].clock == core::Clock::age;
                const double origin = on_age ? tables.age_origin_years[stratum] : 0;
                const auto [place, is_new] =
                    known.try_emplace({table.first, origin}, HazardFunctionIndex(distinct_.size()));
                if (is_new) distinct_.push_back({table, origin});
                functions_.push_back(place->second);
            }
        }
    }
}

HazardFunctionIndex TabulatedHazards::function(SimulatedIndex strategy, StratumIndex stratum,
                                               TransitionIndex transition) const {
    const core::TablesHeader& header = tables_->header;
    const std::size_t row = header.tables_by_strategy * strategy * header.strata + stratum;
    return functions_[row * exit_of_.size() + transition];
}

double TabulatedHazards::multiplier(SimulatedIndex strategy, StratumIndex stratum, TransitionIndex transition) const {
    const core::TablesHeader& header = tables_->header;
    const std::size_t place = (strategy * header.strata + stratum) * header.exits + exit_of_[transition];
    const float inverse = tables_->inverse_multipliers[place];
    return inverse >= core::never_inverse ? 0 : 1 / static_cast<double>(inverse);
}

double TabulatedHazards::cumulative(HazardFunctionIndex function, double clock_years) const {
    const Function& f = distinct_[function];
    return tabulated_cumulative(*tables_, f.table, (clock_years - f.origin_years) * ticks_per_year_);
}

std::vector<double> TabulatedHazards::breaks_years(HazardFunctionIndex function, double low, double high) const {
    const Function& f = distinct_[function];
    std::vector<double> breaks;
    for (const double ticks : tabulated_knots_ticks(*tables_, f.table)) {
        const double x = f.origin_years + ticks / ticks_per_year_;
        if (x > low && x < high) breaks.push_back(x);
    }
    return breaks;
}

}  // namespace ibtr
