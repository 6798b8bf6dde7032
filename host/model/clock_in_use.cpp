#include "model/clock_in_use.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace ibtr {
namespace {

/// Whether any transition comes to states of an entry clock from outside.
bool entered_from_outside(const Model& model, std::size_t entry_clock) {
    return std::any_of(model.transitions.begin(), model.transitions.end(), [&](const Transition& transition) {
        return model.entry_clock_of(transition.to) == entry_clock &&
               model.entry_clock_of(transition.from) != entry_clock;
    });
}

/// Whether any hazard goes by an entry clock where neither the sojourn nor the time clock would do.
bool is_needed(const Model& model, std::size_t entry_clock) {
    return entered_from_outside(model, entry_clock) &&
           std::any_of(model.transitions.begin(), model.transitions.end(), [&](const Transition& transition) {
               return transition.clock == Clock::entry && model.entry_clock_of(transition.from) == entry_clock &&
                      entered_within_clock(model, transition.from);
           });
}

}  // namespace

bool is_constant(const Transition& transition) {
    const std::vector<const HazardSpec*> hazards = hazards_of(transition);
    const auto changes = [](const HazardRatio& ratio) { return !ratio.changes.empty(); };
    return std::all_of(hazards.begin(), hazards.end(),
                       [](const HazardSpec* hazard) {
                           return hazard->family == HazardFamily::exponential ||
                                  hazard->family == HazardFamily::probability;
                       }) &&
           std::none_of(transition.hazard_ratios.begin(), transition.hazard_ratios.end(), changes) &&
           std::none_of(transition.risk_ratios.begin(), transition.risk_ratios.end(), changes);
}

bool entered_within_clock(const Model& model, std::size_t state) {
    const std::optional<std::size_t> entry_clock = model.entry_clock_of(state);
    return entry_clock &&
           std::any_of(model.transitions.begin(), model.transitions.end(), [&](const Transition& transition) {
               return transition.to == state && model.entry_clock_of(transition.from) == entry_clock;
           });
}

Clock clock_in_use(const Model& model, const Transition& transition) {
    const std::optional<std::size_t> entry_clock = model.entry_clock_of(transition.from);
    if (!entry_clock || transition.clock == Clock::time || transition.clock == Clock::age) return transition.clock;
    if (!entered_within_clock(model, transition.from)) return Clock::sojourn;
    if (transition.clock == Clock::entry) return entered_from_outside(model, *entry_clock) ? Clock::entry : Clock::time;
    return is_constant(transition) && is_needed(model, *entry_clock) ? Clock::entry : Clock::sojourn;
}

bool needs_second_clock(const Model& model, const Transition& transition) {
    const std::optional<std::size_t> entry_clock = model.entry_clock_of(transition.from);
    return entry_clock && transition.clock == Clock::sojourn && !is_constant(transition) &&
           entered_within_clock(model, transition.from) && is_needed(model, *entry_clock);
}

}  // namespace ibtr
