#include "verify/plain_walk.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>

#include "ibtr/state_graph.hpp"
#include "verify/rewrite.hpp"

namespace ibtr::verify {
namespace {

class PlainWalker {
public:
    PlainWalker(const Study& study, SimulatedIndex strategy, std::uint64_t seed)
        : study_(study),
          model_(study.model()),
          hazards_(study.model(), study.parameters(), study.population()),
          strategy_(strategy),
          words_(seed) {
        for (std::size_t s = 0; s < model_.states.size(); ++s) exits_.push_back(exits_of(model_, s));
        for (std::size_t k = 0; k < model_.transitions.size(); ++k) clocks_.push_back(clock_of(study, k));
        for (const Stratum& stratum : study.population().strata) weights_.push_back(stratum.weight);
    }

    /// @param visit visit(state, from, to): she is in the state from a time until another [years]
    template <class Visit>
    void walk(const Visit& visit) {
        const std::size_t stratum = choose(weights_);
        const std::vector<std::size_t>& levels = study_.population().strata[stratum].levels;
        const double age = draw_age(levels);
        std::size_t state = start_of(model_, levels);
        double time = 0, clock_start = 0;
        while (true) {
            const auto [exit, after] = leave(state, stratum, time, age, clock_start);
            const double end = time + after;
            if (!exit || end > model_.horizon_years) {
                visit(state, time, model_.horizon_years * 2);
                return;
            }
            visit(state, time, end);
            const std::size_t next = model_.transitions[*exit].to;
            if (model_.entry_clock_of(next) != model_.entry_clock_of(state)) clock_start = end;
            state = next;
            time = end;
        }
    }

private:
    struct Leaving {
        std::optional<std::size_t> exit;
        double after_years = 0;
    };

    double uniform() { return (static_cast<double>(words_() >> 11) + 0.5) * 0x1p-53; }

    std::size_t choose(const std::vector<double>& weights) {
        double total = 0;
        for (const double weight : weights) total += weight;
        double left = uniform() * total;
        std::size_t i = 0;
        while (i + 1 < weights.size() && left >= weights[i]) left -= weights[i++];
        return i;
    }

    double draw_age(const std::vector<std::size_t>& levels) {
        const auto factor = model_.age_factor();
        if (!factor) return 0;
        const AgeBand& band = model_.factors[*factor].age_bands[levels[*factor]];
        double age = band.low_years + uniform() * (band.high_years - band.low_years);
        if (!band.single_year_weights.empty())
            age = band.low_years + static_cast<double>(choose(band.single_year_weights)) + uniform();
        if (model_.cycle_years)
            age = band.low_years + std::floor((age - band.low_years) / *model_.cycle_years) * *model_.cycle_years;
        return age;
    }

    double clock_reads(std::size_t k, double time, double age, double clock_start) const {
        switch (clocks_[k]) {
            case core::Clock::time:
                return time;
            case core::Clock::age:
                return age + time;
            case core::Clock::entry:
                return time - clock_start;
            case core::Clock::sojourn:
                break;
        }
        return 0;
    }

    double hazard_between(std::size_t k, std::size_t stratum, double from, double to) const {
        const StratumIndex h(stratum);
        const TransitionIndex t(k);
        const auto function = hazards_.function(strategy_, h, t);
        return hazards_.multiplier(strategy_, h, t) *
               (hazards_.cumulative(function, to) - hazards_.cumulative(function, from));
    }

    Leaving leave(std::size_t state, std::size_t stratum, double time, double age, double clock_start) {
        return model_.cycle_years ? leave_in_cycles(state, stratum, time, age, clock_start)
                                  : leave_any_time(state, stratum, time, age, clock_start);
    }

    /// All exits as one hazard, inverted by halving; then which of them it was, by their hazards just there.
    Leaving leave_any_time(std::size_t state, std::size_t stratum, double time, double age, double clock_start) {
        const double target = -std::log(uniform());
        const auto all = [&](double from, double to) {
            double sum = 0;
            for (const std::size_t k : exits_[state]) {
                const double start = clock_reads(k, time, age, clock_start);
                sum += hazard_between(k, stratum, start + from, start + to);
            }
            return sum;
        };
        double low = 0, high = model_.horizon_years - time;
        if (exits_[state].empty() || all(0, high) < target) return {};
        for (int i = 0; i < 44; ++i) {
            const double middle = (low + high) / 2;
            (all(0, middle) < target ? low : high) = middle;
        }
        std::vector<double> strengths;
        const double width = 1e-7;
        for (const std::size_t k : exits_[state]) {
            const double at = clock_reads(k, time, age, clock_start) + high;
            strengths.push_back(hazard_between(k, stratum, std::max(0.0, at - width), at + width));
        }
        return {exits_[state][choose(strengths)], high};
    }

    Leaving leave_in_cycles(std::size_t state, std::size_t stratum, double time, double age, double clock_start) {
        const double cycle = *model_.cycle_years;
        std::map<unsigned, std::vector<std::size_t>> turns;
        for (const std::size_t k : exits_[state]) turns[model_.transitions[k].order_in_cycle].push_back(k);
        if (turns.empty()) return {};
        for (int n = 0; time + (n + 1) * cycle <= model_.horizon_years * (1 + 1e-12); ++n) {
            for (const auto& [order, exits] : turns) {
                std::vector<double> strengths;
                double sum = 0;
                for (const std::size_t k : exits) {
                    const double start = clock_reads(k, time, age, clock_start) + n * cycle;
                    sum += strengths.emplace_back(hazard_between(k, stratum, start, start + cycle));
                }
                if (sum > 0 && uniform() < -std::expm1(-sum)) return {exits[choose(strengths)], (n + 1) * cycle};
            }
        }
        return {};
    }

    const Study& study_;
    const Model& model_;
    ContinuousHazards hazards_;
    SimulatedIndex strategy_;
    std::mt19937_64 words_;
    std::vector<std::vector<std::size_t>> exits_;
    std::vector<core::Clock> clocks_;
    std::vector<double> weights_;
};

}  // namespace

std::vector<double> plain_walk(const Study& study, SimulatedIndex strategy, std::size_t women, std::uint64_t seed) {
    const std::size_t points = study.model().bins() + 1;
    const double bin = 1.0 / study.model().grid_per_year;
    std::vector<double> in_state(study.model().states.size() * points, 0);
    PlainWalker walker(study, strategy, seed);
    // An event at the end of a bin has happened by then; 1e-9 of a bin is rounding.
    const auto point_of = [&](double years) { return static_cast<std::size_t>(std::ceil(years / bin - 1e-9)); };
    for (std::size_t woman = 0; woman < women; ++woman)
        walker.walk([&](std::size_t state, double from, double to) {
            for (std::size_t point = point_of(from); point < points && point < point_of(to); ++point)
                in_state[state * points + point] += 1;
        });
    return in_state;
}

}  // namespace ibtr::verify
