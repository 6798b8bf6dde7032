#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "economics/stay_weights.hpp"
#include "economics/value_schedule.hpp"
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
/// occupancy (which is exact), and linear in the times of events (docs/psa.md states the error of both).
class DecisionPlan {
public:
    /// Adds the series that it needs to `plan`, which must be the one that incidences are made with.
    DecisionPlan(const Model& model, Economics economics, const EventGraph& graph, EndpointPlan& plan);

    /// @param cells on the output grid, or, for errors, on another
    /// @return [strategy * decision_items + item]
    /// @throws UsageError where a parameter has a value that has no meaning
    [[nodiscard]] std::vector<double> evaluate(const Parameters& parameters, const StrategyMixtures& mixtures,
                                               const Population& population, const CellIncidence& cells,
                                               const SliceWeights& weights) const;
    [[nodiscard]] const Economics& economics() const { return economics_; }

private:
    /// What stays and events of the women of a class are worth under a strategy.
    struct Worth {
        struct OfState {
            bool is_life = false;  ///< not a death
            StayWeights qalys, costs;
        };
        struct OfTransition {
            EventWeights qalys, costs;
        };
        std::vector<OfState> states;
        std::vector<OfTransition> transitions;
        double first_qalys = 0, first_costs = 0;  ///< at time zero
    };
    /// Weights of one a year and one an event, discounted, by bin.
    struct Discounted {
        StayWeights stays;
        EventWeights events;
    };
    [[nodiscard]] Discounted discounted(const DiscountRate& rate, const Parameters& parameters) const;
    [[nodiscard]] Worth worth(const Parameters& parameters, const ValueSchedule::Values& values,
                              const Discounted& effects, const Discounted& costs, const TimeGrid& grid) const;
    struct Years {
        StayWeights plain, discounted;
    };
    void add_stays(const Worth& worth, const Years& years, const CellIncidence& cells, StrategyIndex strategy,
                   CellIndex cell, double* items) const;
    void add_events(const Worth& worth, const CellIncidence& cells, StrategyIndex strategy, CellIndex cell,
                    double* items) const;

    const Model& model_;
    Economics economics_;
    ValueSchedule schedule_;
    /// Events of a transition that something is paid or lost at.
    struct Events {
        std::size_t transition;
        SeriesIndex series;
        TimedIndex time;
    };
    std::vector<SeriesIndex> flow_;  ///< by state: series of its net entries
    std::vector<TimedIndex> time_;   ///< parallel to flow_
    std::vector<Events> events_;
};

}  // namespace ibtr
