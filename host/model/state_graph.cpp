#include "ibtr/state_graph.hpp"

#include <algorithm>

namespace ibtr {

std::optional<std::size_t> start_factor(const Model& model) {
    const auto place = std::find_if(model.factors.begin(), model.factors.end(),
                                    [](const Factor& factor) { return !factor.start_states.empty(); });
    if (place == model.factors.end()) return std::nullopt;
    return static_cast<std::size_t>(place - model.factors.begin());
}

std::vector<std::size_t> start_states(const Model& model) {
    const auto factor = start_factor(model);
    if (!factor) return {model.start_state};
    std::vector<std::size_t> states;
    for (const std::size_t state : model.factors[*factor].start_states)
        if (std::find(states.begin(), states.end(), state) == states.end()) states.push_back(state);
    return states;
}

std::size_t start_of(const Model& model, const std::vector<std::size_t>& levels) {
    const auto factor = start_factor(model);
    return factor ? model.factors[*factor].start_states[levels[*factor]] : model.start_state;
}

std::vector<bool> reached_states(const Model& model) {
    std::vector<bool> reached(model.states.size(), false);
    std::vector<std::size_t> frontier = start_states(model);
    while (!frontier.empty()) {
        const std::size_t state = frontier.back();
        frontier.pop_back();
        if (state >= reached.size() || reached[state]) continue;
        reached[state] = true;
        for (const Transition& transition : model.transitions)
            if (transition.from == state) frontier.push_back(transition.to);
    }
    return reached;
}

std::vector<bool> occupied_from_start_only(const Model& model) {
    std::vector<bool> only(model.states.size(), false);
    for (const std::size_t state : start_states(model)) only[state] = true;
    const std::vector<bool> reached = reached_states(model);
    for (const Transition& transition : model.transitions)
        if (reached[transition.from]) only[transition.to] = false;
    return only;
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

}  // namespace ibtr
