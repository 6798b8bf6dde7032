#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "ibtr/hazard.hpp"

namespace ibtr {

/// Ways out of a state of a model in cycles that exclude one another: in a cycle at most one of them is taken, each
/// with its own probability. Those of a later order have their turn where no exit of an earlier one was taken.
struct CycleGroup {
    Clock clock = Clock::sojourn;              ///< by which all of them are looked up
    std::vector<TransitionIndex> transitions;  ///< in model order
};

/// The groups of a state's exits, in their order.
/// @throws UsageError where probabilities of one group change by different clocks
std::vector<CycleGroup> cycle_groups(const Model& model, std::size_t state);

/// Hazards of a model in cycles: constant within a cycle, such that the earliest latent time of a group, rounded up to
/// the end of its cycle, has the probabilities of the config.
///
/// With p the probability that a group takes anyone in a cycle and p_k that of one exit, exit k has the cumulative
/// hazard -ln(1 - p) p_k / p over the cycle: exponential latent times are within the cycle with probability p, and the
/// k-th is the earliest with probability p_k / p.
class CycleHazards {
public:
    /// @throws UsageError as cycle_groups does
    CycleHazards(const Model& model, const Parameters& parameters);

    /// The hazard of an exit for a strategy and factor levels.
    /// @throws UsageError where probabilities of a group sum to more than 1
    HazardFunctionIndex find(TransitionIndex transition, StrategyIndex strategy,
                             const std::vector<std::size_t>& levels);
    [[nodiscard]] const CumulativeHazard& hazard(HazardFunctionIndex function) const { return *hazards_[function]; }
    [[nodiscard]] std::size_t size() const { return hazards_.size(); }
    /// The clock by which an exit is looked up.
    [[nodiscard]] Clock clock(TransitionIndex transition) const;

private:
    /// The exits of a group for one strategy and one class of patients.
    struct Member {
        std::unique_ptr<CumulativeHazard> hazard;  ///< of the probability before risk ratios
        double multiplier;
        std::vector<const HazardRatio*> risk_ratios;
    };
    [[nodiscard]] Member member(TransitionIndex transition, StrategyIndex strategy,
                                const std::vector<std::size_t>& levels) const;
    [[nodiscard]] long double probability(const Member& member, double from_years) const;
    /// Appends the hazards of all exits of a group.
    void make(const CycleGroup& group, StrategyIndex strategy, const std::vector<std::size_t>& levels);
    [[nodiscard]] std::vector<double> name_of(std::size_t group, StrategyIndex strategy,
                                              const std::vector<std::size_t>& levels) const;

    const Model& model_;
    const Parameters& parameters_;
    std::vector<CycleGroup> groups_;
    std::vector<std::size_t> group_of_, rank_in_;  ///< [transition]: its group, and its place there
    std::vector<std::unique_ptr<CumulativeHazard>> hazards_;
    std::map<std::vector<double>, std::size_t> known_;  ///< first function of a group, by what it depends on
};

}  // namespace ibtr
