#include "compile/cycles.hpp"

#include <cstddef>

namespace ibtr {

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
