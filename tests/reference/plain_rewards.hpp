#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "reference/plain_lives.hpp"

namespace ibtr::reference {

/// What one life costs and is worth to the horizon.
struct Rewards {
    double life_years = 0;  ///< not discounted
    double qaly = 0, cost = 0;
};

/// Adds up a life as docs/config.md says ("Utilities and costs"): in continuous time by quadrature of the discounted
/// value of each stay, between the times at which a value or a rate changes; in a model in cycles end by end. Values by
/// age are not among what it knows. What it is made of must outlive it.
class PlainRewards {
public:
    PlainRewards(const Model& model, const Economics& economics, const Parameters& parameters);

    [[nodiscard]] Rewards of(const Woman& woman, std::size_t strategy, const std::vector<Visit>& life) const;

private:
    struct Who {
        const Woman& woman;
        std::size_t strategy;
    };
    struct Stay {
        std::size_t state;
        double from_years, to_years;
    };
    void add_stay(const Who& who, const Stay& stay, Rewards& rewards) const;
    void add_ends_of_cycles(const Who& who, const std::vector<Visit>& life, Rewards& rewards) const;
    void add_events(const Who& who, const std::vector<Visit>& life, Rewards& rewards) const;
    [[nodiscard]] bool concerns(const ValueCondition& when, const Who& who) const;
    [[nodiscard]] double utility_of(std::size_t state, const Who& who, double years) const;
    [[nodiscard]] double cost_of(std::size_t state, const Who& who, double years) const;
    [[nodiscard]] double factor(const DiscountRate& rate, double years) const;

    const Model& model_;
    const Economics& economics_;
    const Parameters& parameters_;
    std::vector<double> changes_years_;  ///< of values and rates, ascending
};

}  // namespace ibtr::reference
