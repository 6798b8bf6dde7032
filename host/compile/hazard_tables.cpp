#include "compile/hazard_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "compile/straight_table.hpp"
#include "ibtr/error.hpp"
#include "ibtr/hazard.hpp"

namespace ibtr {
namespace {

/// A woman enters at the start of the clock only where it is her sojourn, or the time since zero in a
/// start state that nobody comes back to.
bool enters_late(const Model& model, const Transition& transition, const std::vector<bool>& on_cycle) {
    if (transition.clock == Clock::time) return transition.from != model.start_state || on_cycle[transition.from];
    return transition.clock == Clock::age;
}

/// 2^-24 m H over the span of a table.
double rounding_of(const CumulativeHazard& hazard, const ApproximationBound& bound) {
    const auto rise = static_cast<double>(hazard.at(bound.high_years) - hazard.at(bound.low_years));
    return 0x1p-24 * bound.max_multiplier * rise;
}

}  // namespace

void MultiplierRange::include(double multiplier) {
    if (multiplier == 0) return;
    const int below = std::ilogb(multiplier);
    const int above = std::scalbn(1.0, below) < multiplier ? below + 1 : below;
    log2_smallest = never ? below : std::min(log2_smallest, below);
    log2_largest = never ? above : std::max(log2_largest, above);
    never = false;
}

HazardTables::HazardTables(const Model& model, const Parameters& parameters, double ticks_per_year, TablePool& pool)
    : ticks_per_year_(ticks_per_year), pool_(pool) {
    const std::vector<bool> on_cycle = states_on_cycles(model);
    for (const Transition& transition : model.transitions) {
        hazards_.push_back(make_cumulative_hazard(transition.hazard, model, parameters));
        conditional_entry_.push_back(enters_late(model, transition, on_cycle));
    }
    late_entry_rounding_.resize(hazards_.size());
}

core::TableRef HazardTables::table(std::size_t transition, double low_years, double high_years,
                                   const MultiplierRange& range) {
    const auto [entry, is_new] = made_.try_emplace({transition, low_years, high_years, range});
    if (is_new) entry->second = pool_.store(make(transition, low_years, high_years, range));
    return entry->second;
}

/// What the rounding of cumulative hazards to float32 may add to an error of survival. Unconditional entry:
/// m H e^{-mH} 2^-24 <= 2^-24 / e. Conditional entry: 2^-24 m H at either end of a sojourn; where that
/// exceeds half the tolerance (m H above 4 at 1e-6), float32 is the limit and the pieces keep the half.
std::vector<float> HazardTables::make(std::size_t transition, double low_years, double high_years,
                                      const MultiplierRange& range) {
    if (range.never) return lay_out(round_knots({{low_years, high_years}, {0, 0}}, ticks_per_year_));
    const CumulativeHazard& hazard = *hazards_[transition];
    ApproximationBound bound{.low_years = low_years,
                             .high_years = high_years,
                             .max_multiplier = std::scalbn(1.0, range.log2_largest),
                             .min_multiplier = std::scalbn(1.0, range.log2_smallest),
                             .conditional_entry = conditional_entry_[transition]};
    double share = 0x1p-25;
    if (bound.conditional_entry) {
        const double rounding = rounding_of(hazard, bound);
        late_entry_rounding_[transition] = std::max(late_entry_rounding_[transition], rounding);
        share = std::min(2 * rounding, bound.survival_tolerance / 2);
    }
    bound.survival_tolerance -= share;
    return lay_out(round_knots(approximate(hazard, bound), ticks_per_year_));
}

std::vector<bool> states_on_cycles(const Model& model) {
    const std::size_t n = model.states.size();
    std::vector<std::vector<bool>> leads(n, std::vector<bool>(n, false));
    for (const Transition& transition : model.transitions) leads[transition.from][transition.to] = true;
    // Transitive closure: Warshall, A theorem on Boolean matrices, J ACM 1962;9:11.
    for (std::size_t via = 0; via < n; ++via)
        for (std::size_t from = 0; from < n; ++from)
            for (std::size_t to = 0; to < n; ++to)
                if (leads[from][via] && leads[via][to]) leads[from][to] = true;
    std::vector<bool> on_cycle(n);
    for (std::size_t state = 0; state < n; ++state) on_cycle[state] = leads[state][state];
    return on_cycle;
}

double hazard_multiplier(const Transition& transition, const Parameters& parameters, StrategyIndex strategy,
                         const std::vector<std::size_t>& levels) {
    long double product = 1;
    for (const HazardRatio& ratio : transition.hazard_ratios) {
        const bool strategy_fits = !ratio.strategy || *ratio.strategy == strategy;
        const bool level_fits = !ratio.factor || levels[*ratio.factor] == *ratio.level;
        if (strategy_fits && level_fits) product *= static_cast<long double>(parameters.value(ratio.value));
    }
    // Beyond, float32 has no inverse for it.
    constexpr long double largest = 1e30L;
    constexpr long double rounding = 1 + 1e-9L;
    if (product > largest * rounding || (product != 0 && product * largest * rounding < 1))
        throw UsageError(
            fmt::format("transition {} of strategy {}: its hazard ratios multiply to {:.3g}; between {:.0e} "
                        "and {:.0e} can be simulated",
                        transition.name, std::size_t{strategy}, static_cast<double>(product),
                        static_cast<double>(1 / largest), static_cast<double>(largest)));
    return static_cast<double>(product);
}

}  // namespace ibtr
