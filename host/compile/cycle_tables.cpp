#include "compile/cycle_tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ibtr {
namespace {

/// Lowers the inverse slopes of a table until the largest cumulative hazard below that of a knot is reached before it:
/// by a rounding or two.
std::vector<float> kept_within_pieces(std::vector<float> table) {
    const std::size_t size = table.size() / 4;
    const float *x = table.data(), *cumulative = x + size;
    float* inverse_slope = table.data() + 2 * size;
    for (std::size_t i = 0; i + 1 < size; ++i) {
        if (!(inverse_slope[i] > 0) || x[i + 1] >= core::never_ticks) continue;
        const float largest = std::nextafterf(cumulative[i + 1], 0) - cumulative[i];
        while (largest * inverse_slope[i] + x[i] >= x[i + 1]) inverse_slope[i] = std::nextafterf(inverse_slope[i], 0);
    }
    return table;
}

/// What float32 may add to an error of a probability of a cycle where patients enter late: the rounding of the
/// cumulative hazard shifts latent times by 2^-24 H over the hazard of the cycle. Nobody is missed where that hazard is
/// large.
double late_entry_rounding_of(const PiecewiseHazard& pieces, double cycle_years) {
    double largest = 0;
    for (std::size_t i = 0; i + 1 < pieces.x_years.size(); ++i) {
        const double rise = pieces.cumulative[i + 1] - pieces.cumulative[i];
        const double in_cycle = rise * cycle_years / (pieces.x_years[i + 1] - pieces.x_years[i]);
        largest = std::max(largest, 0x1p-24 * pieces.cumulative[i + 1] / std::max(1.0, in_cycle));
    }
    return largest;
}

}  // namespace

CycleTables::CycleTables(const Model& model, const Parameters& parameters, double ticks_per_year, TablePool& pool)
    : cycle_years_(model.cycle_years.value()),
      ticks_per_year_(ticks_per_year),
      pool_(pool),
      hazards_(model, parameters),
      late_entry_rounding_(model.transitions.size()) {}

core::TableRef CycleTables::table(TransitionIndex transition, StrategyIndex strategy,
                                  const std::vector<std::size_t>& levels, double low_years, double high_years) {
    const HazardFunctionIndex function = hazards_.find(transition, strategy, levels);
    const auto [entry, is_new] = made_.try_emplace({function, low_years, high_years});
    if (!is_new) return entry->second;
    const CumulativeHazard& hazard = hazards_.hazard(function);
    const PiecewiseHazard pieces = approximate(hazard, {.low_years = low_years, .high_years = high_years});
    if (hazards_.clock(transition) != Clock::sojourn)
        late_entry_rounding_[transition] =
            std::max(late_entry_rounding_[transition], late_entry_rounding_of(pieces, cycle_years_));
    entry->second = pool_.store(kept_within_pieces(lay_out(round_knots(pieces, ticks_per_year_))));
    return entry->second;
}

}  // namespace ibtr
