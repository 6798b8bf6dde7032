#include "plain_lives.hpp"

#include <cmath>
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

std::vector<double> values(const std::vector<ibtr::Input>& inputs, const Parameters& parameters) {
    std::vector<double> numbers;
    for (const ibtr::Input& input : inputs) numbers.push_back(parameters.value(input));
    return numbers;
}

}  // namespace

class PlainLives::Simulation {
public:
    Simulation(const Model& model, const Parameters& parameters, std::uint64_t seed)
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
            if (factor.age_bands.empty()) continue;
            woman.age_years = draw_age(factor.age_bands[level]);
            woman.youngest_years = factor.age_bands[level].low_years;
        }
        return woman;
    }

    /// States of one woman up to the horizon.
    std::vector<Visit> live(const Woman& woman, std::size_t strategy) {
        return model_.cycle_years ? live_in_cycles(woman, strategy) : live_continuously(woman, strategy);
    }

private:
    std::size_t start(const Woman& woman) const {
        for (std::size_t f = 0; f < model_.factors.size(); ++f)
            if (!model_.factors[f].start_states.empty()) return model_.factors[f].start_states[woman.levels[f]];
        return model_.start_state;
    }

    /// One cycle after another: in each turn of a cycle one number decides which of its exits is taken, if any.
    std::vector<Visit> live_in_cycles(const Woman& woman, std::size_t strategy) {
        const double width = *model_.cycle_years;
        std::vector<Visit> history{{start(woman), 0, std::nullopt}};
        std::size_t entered = 0, clock_began = 0;  // cycles
        for (std::size_t cycle = 0; static_cast<double>(cycle) * width < model_.horizon_years - width / 2; ++cycle) {
            const std::size_t state = history.back().state;
            std::optional<std::size_t> taken;
            for (unsigned turn = 1; turn <= 8 && !taken; ++turn) {
                double left = random_.uniform();
                for (std::size_t k = 0; k < model_.transitions.size() && !taken; ++k) {
                    const Transition& transition = model_.transitions[k];
                    if (transition.from != state || transition.order_in_cycle != turn) continue;
                    const std::size_t since = transition.clock == Clock::entry ? clock_began : entered;
                    left -= cycle_probability(k, strategy, woman, cycle, cycle - since);
                    if (left < 0) taken = k;
                }
            }
            if (!taken) continue;
            entered = cycle + 1;
            if (!runs_on(state, model_.transitions[*taken].to)) clock_began = entered;
            history.push_back({model_.transitions[*taken].to, static_cast<double>(entered) * width, taken});
        }
        return history;
    }

    /// Whether both states are of one of the config's clocks.
    bool runs_on(std::size_t from, std::size_t to) const {
        for (const EntryClock& clock : model_.entry_clocks) {
            bool has_from = false, has_to = false;
            for (const std::size_t state : clock.states) {
                has_from = has_from || state == from;
                has_to = has_to || state == to;
            }
            if (has_from && has_to) return true;
        }
        return false;
    }

    /// Probability of an exit in one cycle.
    /// @param in_state cycles since entry to the state, or to the states of its clock
    double cycle_probability(std::size_t k, std::size_t strategy, const Woman& woman, std::size_t cycle,
                             std::size_t in_state) const {
        const double width = *model_.cycle_years;
        const Transition& transition = model_.transitions[k];
        double from = static_cast<double>(cycle) * width;
        if (transition.clock == Clock::sojourn || transition.clock == Clock::entry)
            from = static_cast<double>(in_state) * width;
        if (transition.clock == Clock::age)
            from += woman.youngest_years + std::floor((woman.age_years - woman.youngest_years) / width) * width;
        const double middle = from + width / 2;  // of the cycle: on one side of every change
        double p = 0;
        const HazardSpec& spec = spec_for(k, strategy, woman);
        if (spec.family == HazardFamily::probability || spec.family == HazardFamily::probabilities) {
            p = parameters_.value(spec.coefficients.front());
            for (std::size_t i = 0; i < spec.knots.size(); ++i)
                if (middle >= spec.knots[i]) p = parameters_.value(spec.coefficients[i]);
            p = 1 - std::pow(1 - p, hazard_ratio(transition.hazard_ratios, strategy, woman, middle));
        } else {
            p = 1 - std::exp(cumulative_hazard(k, strategy, woman, from) -
                             cumulative_hazard(k, strategy, woman, from + width));
        }
        return p * hazard_ratio(transition.risk_ratios, strategy, woman, middle);
    }

    std::vector<Visit> live_continuously(const Woman& woman, std::size_t strategy) {
        std::vector<Visit> history{{start(woman), 0, std::nullopt}};
        for (;;) {
            const Visit here = history.back();
            double clock_began = here.entry_years;
            for (std::size_t v = history.size() - 1; v > 0 && runs_on(history[v - 1].state, history[v].state); --v)
                clock_began = history[v - 1].entry_years;
            double soonest = model_.horizon_years - here.entry_years;
            std::optional<std::size_t> winner;
            for (std::size_t k = 0; k < model_.transitions.size(); ++k) {
                if (model_.transitions[k].from != here.state) continue;
                const double exponential = random_.exponential();
                const double start = clock_at_entry(k, here, woman, clock_began);
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
    double hazard_ratio(const std::vector<HazardRatio>& ratios, std::size_t strategy, const Woman& woman,
                        double x) const {
        double product = 1;
        for (const HazardRatio& ratio : ratios) {
            if (!concerns(ratio, strategy, woman)) continue;
            double now = parameters_.value(ratio.value);
            for (const RatioChange& change : ratio.changes)
                if (x >= change.start_years) now = parameters_.value(change.value);
            product *= now;
        }
        return product;
    }

    const HazardSpec& spec_for(std::size_t k, std::size_t strategy, const Woman& woman) const {
        const Transition& transition = model_.transitions[k];
        for (const HazardWhere& where : transition.hazard_where)
            if (concerns(where, strategy, woman)) return where.hazard;
        return transition.hazard;
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
            const double ratio = hazard_ratio(transition.hazard_ratios, strategy, woman, from);
            if (ratio > 0) sum += ratio * (law->cumulative(end) - law->cumulative(from));
            from = end;
        }
        return sum;
    }

    double clock_at_entry(std::size_t k, const Visit& here, const Woman& woman, double clock_began) const {
        switch (model_.transitions[k].clock) {
            case Clock::time:
                return here.entry_years;
            case Clock::sojourn:
                return 0;
            case Clock::age:
                return woman.age_years + here.entry_years;
            case Clock::entry:
                return here.entry_years - clock_began;
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

PlainLives::PlainLives(const Model& model, const Parameters& parameters, std::uint64_t seed)
    : simulation_(std::make_unique<Simulation>(model, parameters, seed)) {}

PlainLives::~PlainLives() = default;

Woman PlainLives::draw_woman() {
    return simulation_->draw_woman();
}

std::vector<Visit> PlainLives::live(const Woman& woman, std::size_t strategy) {
    return simulation_->live(woman, strategy);
}

}  // namespace ibtr::reference
