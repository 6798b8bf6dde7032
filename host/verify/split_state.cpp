#include "verify/split_state.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "ibtr/core/tables_view.hpp"
#include "ibtr/state_graph.hpp"
#include "verify/rewrite.hpp"

namespace ibtr::verify {

void split_state(Model& model, std::size_t state) {
    State copy = model.states[state];
    copy.name += "_copy";
    const std::size_t second = model.states.size();
    model.states.push_back(copy);
    for (EntryClock& clock : model.entry_clocks)
        if (std::find(clock.states.begin(), clock.states.end(), state) != clock.states.end())
            clock.states.push_back(second);
    const std::size_t transitions = model.transitions.size();
    for (std::size_t k = 0; k < transitions; ++k) {
        const bool enters = model.transitions[k].to == state, leaves = model.transitions[k].from == state;
        if (!enters && !leaves) continue;
        Transition other = model.transitions[k];
        other.name += "_copy";
        if (enters) other.to = second;
        if (leaves) other.from = second;
        if (enters)
            for (Transition* half : {&model.transitions[k], &other}) {
                auto& ratios = model.cycle_years ? half->risk_ratios : half->hazard_ratios;
                ratios.push_back({{}, {}, {}, 0.5, "verification"});
            }
        model.transitions.push_back(std::move(other));
        for (EndpointSet& set : model.endpoints)
            if (std::find(set.transitions.begin(), set.transitions.end(), k) != set.transitions.end())
                set.transitions.push_back(model.transitions.size() - 1);
    }
}

bool can_be_split(const Model& model, std::size_t state) {
    if (model.states.size() >= core::max_states) return false;
    const std::vector<std::size_t> starts = start_states(model);
    if (std::find(starts.begin(), starts.end(), state) != starts.end()) return false;
    bool entered = false;
    for (std::size_t s = 0; s < model.states.size(); ++s) {
        std::size_t exits = 0, into = 0;
        for (const std::size_t k : exits_of(model, s)) {
            ++exits;
            if (model.transitions[k].to == state) ++into;
        }
        if (exits + into > core::max_exits) return false;
        entered = entered || into > 0;
    }
    return entered;
}

}  // namespace ibtr::verify
