#include "verify/plain_chain.hpp"

#include <algorithm>
#include <cmath>

namespace ibtr::verify {
namespace {

using Matrix = std::vector<std::vector<double>>;  ///< [from][to]

/// Chance of each move of a woman of a stratum in a step: of a cycle, or by the classical Runge-Kutta method.
class PlainChain {
public:
    PlainChain(const Study& study, SimulatedIndex strategy, StratumIndex stratum) : study_(study) {
        const Model& model = study.model();
        const ContinuousHazards hazards(model, study.parameters(), study.population());
        const double unit = model.cycle_years.value_or(1);
        rates_.assign(model.states.size(), std::vector<double>(model.states.size(), 0));
        for (std::size_t k = 0; k < model.transitions.size(); ++k) {
            const auto function = hazards.function(strategy, stratum, TransitionIndex(k));
            const double hazard = hazards.multiplier(strategy, stratum, TransitionIndex(k)) *
                                  (hazards.cumulative(function, unit) - hazards.cumulative(function, 0));
            rates_[model.transitions[k].from][model.transitions[k].to] += hazard;
            fastest_ = std::max(fastest_, hazard);
        }
    }

    /// Shares in states at the ends of bins.
    [[nodiscard]] std::vector<std::vector<double>> shares(std::size_t start) const {
        const Model& model = study_.model();
        std::vector<std::vector<double>> all;
        std::vector<double> now(model.states.size(), 0);
        now[start] = 1;
        all.push_back(now);
        const std::size_t bins_a_step = model.cycle_years ? model.bins_a_cycle() : 1;
        for (std::size_t bin = 1; bin <= model.bins(); ++bin) {
            if (bin % bins_a_step == 0) now = model.cycle_years ? after_cycle(now) : after_bin(now);
            all.push_back(now);
        }
        return all;
    }

private:
    [[nodiscard]] std::vector<double> after_cycle(const std::vector<double>& now) const {
        std::vector<double> next = now;
        for (std::size_t from = 0; from < now.size(); ++from) {
            double sum = 0;
            for (const double hazard : rates_[from]) sum += hazard;
            if (sum == 0) continue;
            for (std::size_t to = 0; to < now.size(); ++to) {
                const double moved = now[from] * -std::expm1(-sum) * rates_[from][to] / sum;
                next[to] += moved;
                next[from] -= moved;
            }
        }
        return next;
    }
    [[nodiscard]] std::vector<double> slope(const std::vector<double>& now) const {
        std::vector<double> change(now.size(), 0);
        for (std::size_t from = 0; from < now.size(); ++from)
            for (std::size_t to = 0; to < now.size(); ++to) {
                change[to] += now[from] * rates_[from][to];
                change[from] -= now[from] * rates_[from][to];
            }
        return change;
    }
    [[nodiscard]] std::vector<double> after_bin(std::vector<double> now) const {
        const double bin = 1.0 / study_.model().grid_per_year;
        const int steps = 2 + static_cast<int>(fastest_ * bin * 40);
        const double h = bin / steps;
        const auto moved = [](const std::vector<double>& from, double by, const std::vector<double>& along) {
            std::vector<double> to = from;
            for (std::size_t i = 0; i < to.size(); ++i) to[i] += by * along[i];
            return to;
        };
        for (int i = 0; i < steps; ++i) {
            const auto a = slope(now), b = slope(moved(now, h / 2, a)), c = slope(moved(now, h / 2, b)),
                       d = slope(moved(now, h, c));
            for (std::size_t s = 0; s < now.size(); ++s) now[s] += h / 6 * (a[s] + 2 * b[s] + 2 * c[s] + d[s]);
        }
        return now;
    }

    const Study& study_;
    Matrix rates_;
    double fastest_ = 0;
};

}  // namespace

std::vector<std::vector<double>> plain_shares(const Study& study, SimulatedIndex strategy, StratumIndex stratum,
                                              std::size_t start) {
    return PlainChain(study, strategy, stratum).shares(start);
}

}  // namespace ibtr::verify
