#include "plain_simulation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>

#include "hazard_law.hpp"

namespace ibtr::reference {
namespace {

class RandomNumbers {
public:
    explicit RandomNumbers(std::uint64_t seed) : words_(seed) {}
    /// In (0, 1): the middle of one of 2^53 equal cells.
    double uniform() { return (static_cast<double>(words_() >> 11) + 0.5) * 0x1p-53; }
    double exponential() { return -std::log(uniform()); }
    std::size_t choose(const std::vector<double>& weights) {
        double total = 0;
        for (const double weight : weights) total += weight;
        double left = uniform() * total;
        for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
            if (left < weights[i]) return i;
            left -= weights[i];
        }
        return weights.size() - 1;
    }

private:
    std::mt19937_64 words_;
};

struct Woman {
    std::vector<std::size_t> levels;  ///< by factor
    double age_years = 0;             ///< at time zero
};

struct Visit {
    std::size_t state;
    double entry_years;
    std::optional<std::size_t> transition;  ///< by which the state was entered; none: the start
};

/// A proportion of women that is counted.
struct Quantity {
    std::string name;
    std::vector<std::size_t> transitions;  ///< any of them: the event
    bool counts_event_free = false;
    std::optional<std::size_t> state;  ///< occupancy instead
};

std::vector<double> values(const std::vector<ibtr::Input>& inputs, const Parameters& parameters) {
    std::vector<double> numbers;
    for (const ibtr::Input& input : inputs) numbers.push_back(parameters.value(input));
    return numbers;
}

class PlainSimulation {
public:
    PlainSimulation(const Model& model, const Parameters& parameters, std::uint64_t seed)
        : model_(model), parameters_(parameters), random_(seed) {
        for (const Transition& transition : model.transitions) {
            laws_.emplace_back();
            laws_.back().push_back(make_hazard_law(transition.hazard, model, parameters));
            for (const HazardWhere& where : transition.hazard_where)
                laws_.back().push_back(make_hazard_law(where.hazard, model, parameters));
        }
    }

    Woman draw_woman() {
        Woman woman;
        for (const Factor& factor : model_.factors) {
            const std::size_t level = random_.choose(probabilities(factor, woman.levels));
            woman.levels.push_back(level);
            if (!factor.age_bands.empty()) woman.age_years = draw_age(factor.age_bands[level]);
        }
        return woman;
    }

    /// States of one woman up to the horizon.
    std::vector<Visit> live(const Woman& woman, std::size_t strategy) {
        std::vector<Visit> history{{model_.start_state, 0, std::nullopt}};
        for (;;) {
            const Visit here = history.back();
            double soonest = model_.horizon_years - here.entry_years;
            std::optional<std::size_t> winner;
            for (std::size_t k = 0; k < model_.transitions.size(); ++k) {
                if (model_.transitions[k].from != here.state) continue;
                const double exponential = random_.exponential();
                const double start = clock_at_entry(k, here, woman);
                const auto cumulative = [&](double x) { return cumulative_hazard(k, strategy, woman, x); };
                const std::optional<double> latent = latent_time(cumulative, start, exponential, soonest);
                if (!latent) continue;
                soonest = *latent;
                winner = k;
            }
            if (!winner) return history;
            history.push_back({model_.transitions[*winner].to, here.entry_years + soonest, winner});
        }
    }

private:
    std::vector<double> probabilities(const Factor& factor, const std::vector<std::size_t>& levels) const {
        for (const ConditionalRow& row : factor.rows) {
            bool holds = true;
            for (std::size_t i = 0; i < factor.given.size(); ++i)
                holds = holds && levels[factor.given[i]] == row.given_levels[i];
            if (holds) return values(row.probabilities, parameters_);
        }
        throw std::logic_error("no row of probabilities for factor " + factor.name);
    }

    double draw_age(const AgeBand& band) {
        if (band.single_year_weights.empty())
            return band.low_years + (band.high_years - band.low_years) * random_.uniform();
        return band.low_years + static_cast<double>(random_.choose(band.single_year_weights)) + random_.uniform();
    }

    template <class Conditional>
    static bool concerns(const Conditional& conditional, std::size_t strategy, const Woman& woman) {
        if (conditional.strategy && *conditional.strategy != strategy) return false;
        return !conditional.factor || woman.levels[*conditional.factor] == *conditional.level;
    }

    /// Product of the hazard ratios that hold at x on the transition's clock.
    double hazard_ratio(std::size_t k, std::size_t strategy, const Woman& woman, double x) const {
        double product = 1;
        for (const HazardRatio& ratio : model_.transitions[k].hazard_ratios) {
            if (!concerns(ratio, strategy, woman)) continue;
            double now = parameters_.value(ratio.value);
            for (const RatioChange& change : ratio.changes)
                if (x >= change.start_years) now = parameters_.value(change.value);
            product *= now;
        }
        return product;
    }

    /// Integral of hazard times hazard ratio from 0 to x, in pieces between the changes of ratios.
    double cumulative_hazard(std::size_t k, std::size_t strategy, const Woman& woman, double x) const {
        const Transition& transition = model_.transitions[k];
        const HazardLaw* law = laws_[k][0].get();
        for (std::size_t i = 0; i < transition.hazard_where.size(); ++i)
            if (concerns(transition.hazard_where[i], strategy, woman)) law = laws_[k][i + 1].get();
        std::set<double> ends{x};
        for (const HazardRatio& ratio : transition.hazard_ratios)
            for (const RatioChange& change : ratio.changes)
                if (change.start_years < x) ends.insert(change.start_years);
        double sum = 0, from = 0;
        for (const double end : ends) {
            const double ratio = hazard_ratio(k, strategy, woman, from);
            if (ratio > 0) sum += ratio * (law->cumulative(end) - law->cumulative(from));
            from = end;
        }
        return sum;
    }

    double clock_at_entry(std::size_t k, const Visit& here, const Woman& woman) const {
        switch (model_.transitions[k].clock) {
            case Clock::time:
                return here.entry_years;
            case Clock::sojourn:
                return 0;
            case Clock::age:
                return woman.age_years + here.entry_years;
        }
        return 0;
    }

    /// The tau at which H has risen by `rise` since `start`; none where that is not before `limit`.
    template <class Cumulative>
    static std::optional<double> latent_time(Cumulative cumulative, double start, double rise, double limit) {
        const double target = cumulative(start) + rise;
        if (cumulative(start + limit) < target) return std::nullopt;
        double before = 0, after = limit;
        for (int halving = 0; halving < 36; ++halving) {  // to 1e-9 years
            const double middle = (before + after) / 2;
            (cumulative(start + middle) < target ? before : after) = middle;
        }
        return after;
    }

    const Model& model_;
    const Parameters& parameters_;
    RandomNumbers random_;
    std::vector<std::vector<std::unique_ptr<HazardLaw>>> laws_;  ///< by transition: its own, and of hazard_where
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

PlainCounts simulate_plainly(const Model& model, const Parameters& parameters, const std::vector<double>& times_years,
                             std::uint64_t women, std::uint64_t seed) {
    const std::vector<Quantity> quantities = quantities_of(model);
    PlainCounts result;
    result.women = women;
    result.times = times_years.size();
    for (const Quantity& quantity : quantities) result.quantities.push_back(quantity.name);
    PlainSimulation simulation(model, parameters, seed);
    for (std::size_t strategy = 0; strategy < model.strategies.size(); ++strategy) {
        if (!model.strategies[strategy].mix.empty()) continue;
        ++result.strategies;
        std::vector<std::uint64_t> block(quantities.size() * result.times);
        for (std::uint64_t n = 0; n < women; ++n) {
            const std::vector<Visit> history = simulation.live(simulation.draw_woman(), strategy);
            for (std::size_t q = 0; q < quantities.size(); ++q)
                for (std::size_t t = 0; t < result.times; ++t)
                    block[q * result.times + t] += counts(quantities[q], history, times_years[t]) ? 1 : 0;
        }
        result.counts.insert(result.counts.end(), block.begin(), block.end());
    }
    return result;
}

}  // namespace ibtr::reference
