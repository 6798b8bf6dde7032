#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "economics/stay_weights.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/incidence.hpp"
#include "estimate/report_list.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// Mean per woman to the horizon.
enum class DecisionItem : std::uint8_t {
    life_years,             ///< years in states that are not deaths
    life_years_discounted,  ///< at the rate of effects
    qaly,                   ///< discounted
    cost,                   ///< discounted
};
inline constexpr std::size_t decision_items = 4;
inline constexpr std::array<const char*, decision_items> decision_item_names{"life_years", "life_years_discounted",
                                                                             "qaly", "cost"};

/// Costs and effects as linear functions of occupancy and events. Discounting is exact within a bin at the bin's mean
/// occupancy (which is exact), and at the bin's middle for what is paid once (docs/psa.md states the error of both).
class DecisionPlan {
public:
    /// Adds the series that it needs to `plan`, which must be the one that incidences are made with.
    DecisionPlan(const Model& model, Economics economics, const EventGraph& graph, EndpointPlan& plan);

    /// @param cells on the output grid
    /// @return [strategy * decision_items + item]
    /// @throws UsageError where a parameter has a value that has no meaning
    [[nodiscard]] std::vector<double> evaluate(const Parameters& parameters, const StrategyMixtures& mixtures,
                                               const CellIncidence& cells, const SliceWeights& weights) const;
    [[nodiscard]] const Economics& economics() const { return economics_; }

private:
    struct Discounts {
        StayWeights stays;
        std::vector<double> payments;  ///< of each bin: discount factor of what is paid at an event in it
    };
    [[nodiscard]] Discounts discounts(double rate_per_year) const;
    /// Utility of a state, or nothing for a death.
    [[nodiscard]] const Utility* utility_of(std::size_t state, StrategyIndex strategy) const;
    struct Setting {  ///< what does not change from cell to cell
        const Parameters& parameters;
        StayWeights years;  ///< not discounted
        Discounts effects, costs;
    };
    void add_stays(const Setting& setting, StrategyIndex strategy, const CellIncidence& cells, CellIndex cell,
                   double* items) const;
    void add_payments(const Setting& setting, StrategyIndex strategy, const CellIncidence& cells, CellIndex cell,
                      double* items) const;

    const Model& model_;
    Economics economics_;
    std::vector<SeriesIndex> flow_;    ///< by state: series of its net entries
    std::vector<TimedIndex> time_;     ///< parallel to flow_
    std::vector<SeriesIndex> events_;  ///< by transition: series of its events
};

}  // namespace ibtr
