#include "compile/hazard_tables.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "compile/straight_table.hpp"
#include "ibtr/hazard.hpp"
#include "ibtr/state_graph.hpp"
#include "model/clock_in_use.hpp"

namespace ibtr {
namespace {

/// A woman enters at the start of the clock only where it is her sojourn, or the time since zero in a
/// start state that nobody comes to later.
bool enters_late(const Model& model, const Transition& transition, const std::vector<bool>& from_zero) {
    const Clock clock = clock_in_use(model, transition);
    if (clock == Clock::time) return !from_zero[transition.from];
    return clock != Clock::sojourn;
}

/// 2^-24 m H over the span of a table.
double rounding_of(const CumulativeHazard& hazard, const ApproximationBound& bound) {
    const auto rise = static_cast<double>(hazard.at(bound.high_years) - hazard.at(bound.low_years));
    return 0x1p-24 * bound.max_multiplier * rise;
}

/// Whether two transitions have the same hazard, but for its multipliers.
bool same_hazard(const HazardSpec& a, const HazardSpec& b, const Parameters& parameters) {
    return a.family == b.family && a.life_table == b.life_table && a.knots == b.knots &&
           std::ranges::equal(a.coefficients, b.coefficients, [&](const Input& x, const Input& y) {
               return parameters.value(x) == parameters.value(y);
           });
}

}  // namespace

void MultiplierRange::include(double multiplier) {
    if (multiplier == 0) return;
    // The floor of the base-2 logarithm of a normal number, which multipliers are, is its exponent.
    constexpr unsigned mantissa_bits = 52;
    constexpr int exponent_of_one = 1023;
    const auto bits = std::bit_cast<std::uint64_t>(multiplier);
    const int below = static_cast<int>(bits >> mantissa_bits) - exponent_of_one;
    const int above = below + ((bits & ((std::uint64_t{1} << mantissa_bits) - 1)) != 0 ? 1 : 0);
    log2_smallest = never ? below : std::min(log2_smallest, below);
    log2_largest = never ? above : std::max(log2_largest, above);
    never = false;
}

HazardTables::HazardTables(const Model& model, const Parameters& parameters, double ticks_per_year, TablePool& pool)
    : model_(model), parameters_(parameters), ticks_per_year_(ticks_per_year), pool_(pool) {
    const std::vector<bool> from_zero = occupied_from_start_only(model);
    for (const Transition& transition : model.transitions) {
        own_hazard_.push_back(add_hazard(transition, {}));
        conditional_entry_.push_back(enters_late(model, transition, from_zero));
    }
    late_entry_rounding_.resize(model.transitions.size());
}

core::TableRef HazardTables::table(TransitionIndex transition, const HazardForm& form, double low_years,
                                   double high_years, const MultiplierRange& range) {
    const std::size_t hazard = hazard_of(transition, form);
    const bool conditional_entry = conditional_entry_[transition];
    const auto [entry, is_new] = made_.try_emplace({hazard, conditional_entry, low_years, high_years, range});
    if (is_new) entry->second = make(*hazards_[hazard], conditional_entry, low_years, high_years, range);
    late_entry_rounding_[transition] = std::max(late_entry_rounding_[transition], entry->second.late_entry_rounding);
    return entry->second.table;
}

std::size_t HazardTables::hazard_of(TransitionIndex transition, const HazardForm& form) {
    if (form.place == 0 && form.changing.empty()) return own_hazard_[transition];
    const auto [entry, is_new] = other_hazards_.try_emplace({transition, form});
    if (is_new) entry->second = add_hazard(model_.transitions[transition], form);
    return entry->second;
}

std::size_t HazardTables::add_hazard(const Transition& transition, const HazardForm& form) {
    const HazardSpec* spec = form.changing.empty() ? &spec_of(transition, form) : nullptr;
    const auto same = std::ranges::find_if(specs_, [&](const HazardSpec* other) {
        return spec != nullptr && other != nullptr && same_hazard(*other, *spec, parameters_);
    });
    const auto place = static_cast<std::size_t>(same - specs_.begin());
    if (place < specs_.size()) return place;
    hazards_.push_back(make_cumulative_hazard(transition, form, model_, parameters_));
    specs_.push_back(spec);
    return place;
}

/// What the rounding of cumulative hazards to float32 may add to an error of survival. Unconditional entry:
/// m H e^{-mH} 2^-24 <= 2^-24 / e. Conditional entry: 2^-24 m H at either end of a sojourn; where that
/// exceeds half the tolerance (m H above 4 at 1e-6), float32 is the limit and the pieces keep the half.
HazardTables::Made HazardTables::make(const CumulativeHazard& hazard, bool conditional_entry, double low_years,
                                      double high_years, const MultiplierRange& range) {
    const auto store = [&](const PiecewiseHazard& pieces) {
        return pool_.store(lay_out(round_knots(pieces, ticks_per_year_)));
    };
    if (range.never) return {store({{low_years, high_years}, {0, 0}}), 0};
    ApproximationBound bound{.low_years = low_years,
                             .high_years = high_years,
                             .max_multiplier = std::scalbn(1.0, range.log2_largest),
                             .min_multiplier = std::scalbn(1.0, range.log2_smallest),
                             .conditional_entry = conditional_entry};
    double share = 0x1p-25, rounding = 0;
    if (bound.conditional_entry) {
        rounding = rounding_of(hazard, bound);
        share = std::min(2 * rounding, bound.survival_tolerance / 2);
    }
    bound.survival_tolerance -= share;
    return {store(approximate(hazard, bound)), rounding};
}

}  // namespace ibtr
