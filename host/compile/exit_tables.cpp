#include "compile/exit_tables.hpp"

#include <cstddef>

#include "compile/cycle_tables.hpp"
#include "compile/hazard_tables.hpp"
#include "compile/straight_table.hpp"

namespace ibtr {
namespace {

/// The ages of a stratum; without an age factor everyone is at age 0 and no clock reads it.
AgeBand band_of(const Model& model, const Stratum& stratum) {
    const auto factor = model.age_factor();
    return factor ? model.factors[*factor].age_bands[stratum.levels[*factor]] : AgeBand{};
}

/// Clock values that a stratum comes to.
struct Span {
    double low_years, high_years;
};

Span span_of(const Tables& tables, std::size_t exit, const AgeBand& band, double horizon_years) {
    if (tables.exits[exit].clock != core::Clock::age) return {0, horizon_years};
    return {band.low_years, band.high_years + horizon_years};
}

/// Tables of one exit of one stratum, by strategy where rows differ.
class Maker {
public:
    Maker(const Model& model, const Parameters& parameters, const Population& population,
          const std::vector<double>& multipliers, Tables& tables)
        : model_(model),
          population_(population),
          multipliers_(multipliers),
          tables_(tables),
          strategies_(model.simulated_strategies()),
          forms_(strategies_.size()),
          hazards_(model, parameters, tables.ticks_per_year(model), pool_) {
        if (model.cycle_years) cycles_.emplace(model, parameters, tables.ticks_per_year(model), pool_);
        rows_ = tables.header.tables_by_strategy != 0 ? strategies_.size() : 1;
    }

    void make() {
        const std::size_t strata = population_.strata.size(), exits = tables_.exits.size();
        const double horizon = static_cast<double>(model_.bins()) / static_cast<double>(model_.grid_per_year);
        tables_.exit_tables.resize(rows_ * strata * exits);
        for (StratumIndex h; h < strata; ++h) {
            const AgeBand band = band_of(model_, population_.strata[h]);
            tables_.age_origin_years.push_back(band.low_years);
            tables_.age_tables.push_back(pool_.store(age_table(band, tables_.ticks_per_year(model_))));
            for (std::size_t k = 0; k < exits; ++k) {
                const Span span = span_of(tables_, k, band, horizon);
                if (!cycles_) find_forms(h, k);
                for (std::size_t row = 0; row < rows_; ++row)
                    tables_.exit_tables[(row * strata + h) * exits + k] =
                        cycles_ ? in_cycles(row, h, k, span) : in_continuous_time(row, h, k, span);
            }
        }
        tables_.pool = pool_.take();
        tables_.late_entry_rounding = cycles_ ? cycles_->late_entry_rounding() : hazards_.late_entry_rounding();
    }

private:
    void find_forms(StratumIndex h, std::size_t k) {
        const Transition& transition = model_.transitions[tables_.exits[k].transition];
        for (std::size_t s = 0; s < forms_.size(); ++s)
            forms_[s] = hazard_form(transition, strategies_[s], population_.strata[h].levels);
    }

    core::TableRef in_continuous_time(std::size_t row, StratumIndex h, std::size_t k, const Span& span) {
        MultiplierRange range;  // of the strategies that share the table
        for (std::size_t s = 0; s < forms_.size(); ++s)
            if (forms_[s] == forms_[row])
                range.include(multipliers_[(s * population_.strata.size() + h) * tables_.exits.size() + k]);
        return hazards_.table(TransitionIndex(tables_.exits[k].transition), forms_[row], span.low_years,
                              span.high_years, range);
    }

    core::TableRef in_cycles(std::size_t row, StratumIndex h, std::size_t k, const Span& span) {
        return cycles_->table(TransitionIndex(tables_.exits[k].transition), strategies_[row],
                              population_.strata[h].levels, span.low_years, span.high_years);
    }

    const Model& model_;
    const Population& population_;
    const std::vector<double>& multipliers_;
    Tables& tables_;
    std::vector<StrategyIndex> strategies_;
    std::vector<HazardForm> forms_;  ///< [simulated strategy], of the exit at hand
    TablePool pool_;
    HazardTables hazards_;
    std::optional<CycleTables> cycles_;
    std::size_t rows_ = 1;
};

}  // namespace

void add_exit_tables(const Model& model, const Parameters& parameters, const Population& population,
                     const std::vector<double>& multipliers, Tables& tables) {
    Maker(model, parameters, population, multipliers, tables).make();
}

}  // namespace ibtr
