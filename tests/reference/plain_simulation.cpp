#include "plain_simulation.hpp"

#include <algorithm>
#include <optional>

#include "plain_lives.hpp"

namespace ibtr::reference {
namespace {

/// A proportion of women that is counted.
struct Quantity {
    std::string name;
    std::vector<std::size_t> transitions;  ///< any of them: the event
    bool counts_event_free = false;
    std::optional<std::size_t> state;  ///< occupancy instead
};

/// Joins named sets; a missing one adds nothing.
std::vector<std::size_t> join(const Model& model, const std::vector<std::string>& sets) {
    std::vector<std::size_t> transitions;
    for (const EndpointSet& set : model.endpoints)
        if (std::find(sets.begin(), sets.end(), set.name) != sets.end())
            transitions.insert(transitions.end(), set.transitions.begin(), set.transitions.end());
    return transitions;
}

std::vector<Quantity> quantities_of(const Model& model) {
    const std::vector<std::pair<std::string, std::vector<std::string>>> survivals{
        {"os", {"death_bc", "death_other"}},
        {"ddfs", {"distant", "death_bc", "death_other"}},
        {"dfs", {"local", "distant", "death_bc", "death_other"}},
        {"lrfs", {"local", "death_bc", "death_other"}}};
    std::vector<Quantity> quantities;
    for (const auto& [name, sets] : survivals) quantities.push_back({name, join(model, sets), true, std::nullopt});
    for (const EndpointSet& set : model.endpoints)
        quantities.push_back({"cif_" + set.name, set.transitions, false, std::nullopt});
    for (std::size_t s = 0; s < model.states.size(); ++s)
        quantities.push_back({"occupancy:" + model.states[s].name, {}, false, s});
    return quantities;
}

/// Whether a woman counts; events at exactly that time have happened.
bool counts(const Quantity& quantity, const std::vector<Visit>& history, double time_years) {
    bool happened = false;
    std::size_t state = history.front().state;
    for (const Visit& visit : history) {
        if (visit.entry_years > time_years) break;
        state = visit.state;
        if (visit.transition && std::find(quantity.transitions.begin(), quantity.transitions.end(),
                                          *visit.transition) != quantity.transitions.end())
            happened = true;
    }
    if (quantity.state) return state == *quantity.state;
    return happened != quantity.counts_event_free;
}

}  // namespace

PlainCounts simulate_plainly(
    const Model& model, const Parameters& parameters, const std::vector<double>& times_years, std::uint64_t women,
    std::uint64_t seed,
    const std::function<void(std::size_t strategy, const Woman&, const std::vector<Visit>&)>& see_life) {
    const std::vector<Quantity> quantities = quantities_of(model);
    PlainCounts result;
    result.women = women;
    result.times = times_years.size();
    for (const Quantity& quantity : quantities) result.quantities.push_back(quantity.name);
    PlainLives lives(model, parameters, seed);
    for (std::size_t strategy = 0; strategy < model.strategies.size(); ++strategy) {
        if (!model.strategies[strategy].mix.empty()) continue;
        ++result.strategies;
        std::vector<std::uint64_t> block(quantities.size() * result.times);
        for (std::uint64_t n = 0; n < women; ++n) {
            const Woman woman = lives.draw_woman();
            const std::vector<Visit> history = lives.live(woman, strategy);
            if (see_life) see_life(strategy, woman, history);
            for (std::size_t q = 0; q < quantities.size(); ++q)
                for (std::size_t t = 0; t < result.times; ++t)
                    block[q * result.times + t] += counts(quantities[q], history, times_years[t]) ? 1 : 0;
        }
        result.counts.insert(result.counts.end(), block.begin(), block.end());
    }
    return result;
}

}  // namespace ibtr::reference
