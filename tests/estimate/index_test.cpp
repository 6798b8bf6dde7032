// Law: a place in one list is taken neither for a number nor for a place in another list, wherever two stand side by
// side: what is swapped does not compile. It costs what the number costs.

#include "ibtr/index.hpp"

#include <gtest/gtest.h>

#include <type_traits>

#include "estimate/incidence.hpp"
#include "estimate/report_list.hpp"
#include "ibtr/exact.hpp"
#include "psa/decision_analysis.hpp"

namespace ibtr::test {
namespace {

template <auto member, class Object, class... Arguments>
constexpr bool takes = std::is_invocable_v<decltype(member), const Object&, Arguments...>;

static_assert(!std::is_convertible_v<std::size_t, StrategyIndex>);
static_assert(!std::is_constructible_v<StrategyIndex, SimulatedIndex>);
static_assert(sizeof(StrategyIndex) == sizeof(std::size_t) && std::is_trivially_copyable_v<StrategyIndex>);

static_assert(takes<&HazardSource::multiplier, HazardSource, SimulatedIndex, StratumIndex, TransitionIndex>);
static_assert(!takes<&HazardSource::multiplier, HazardSource, StrategyIndex, StratumIndex, TransitionIndex>);
static_assert(!takes<&HazardSource::multiplier, HazardSource, StratumIndex, SimulatedIndex, TransitionIndex>);
static_assert(!takes<&HazardSource::multiplier, HazardSource, SimulatedIndex, TransitionIndex, StratumIndex>);
static_assert(!takes<&HazardSource::function, HazardSource, SimulatedIndex, TransitionIndex, StratumIndex>);
static_assert(!takes<&HazardSource::cumulative, HazardSource, TransitionIndex, double>);

static_assert(takes<&ExpectedTallies::index, ExpectedTallies, SimulatedIndex, StratumIndex, EdgeIndex, std::size_t>);
static_assert(!takes<&ExpectedTallies::index, ExpectedTallies, StratumIndex, SimulatedIndex, EdgeIndex, std::size_t>);
static_assert(!takes<&ExpectedTallies::index, ExpectedTallies, SimulatedIndex, StratumIndex, std::size_t, EdgeIndex>);

static_assert(takes<&CellIncidence::at, CellIncidence, StrategyIndex, CellIndex, SeriesIndex>);
static_assert(!takes<&CellIncidence::at, CellIncidence, CellIndex, StrategyIndex, SeriesIndex>);
static_assert(!takes<&CellIncidence::at, CellIncidence, StrategyIndex, CellIndex, TimedIndex>);
static_assert(!takes<&CellIncidence::offset_at, CellIncidence, StrategyIndex, CellIndex, SeriesIndex>);

static_assert(takes<&psa::DecisionDraws::at, psa::DecisionDraws, std::size_t, StrategyIndex>);
static_assert(!takes<&psa::DecisionDraws::at, psa::DecisionDraws, StrategyIndex, std::size_t>);

static_assert(takes<&Tables::exit_table, Tables, SimulatedIndex, StratumIndex, std::size_t>);
static_assert(!takes<&Tables::exit_table, Tables, StratumIndex, SimulatedIndex, std::size_t>);

/// Of an aggregate, which not every compiler takes for constructible.
template <class Aggregate, class... Values>
constexpr bool can_be_made_of = requires(Values... values) {
    Aggregate{values...};
};
static_assert(can_be_made_of<NumberRequest::Side, EndpointIndex, StrategyIndex>);
static_assert(!can_be_made_of<NumberRequest::Side, StrategyIndex, EndpointIndex>);

TEST(Index, CountsFromTheFirst) {
    std::size_t places = 0;
    for (StratumIndex h; h < 3; ++h) places += h;
    EXPECT_EQ(places, 0U + 1U + 2U);
    EXPECT_EQ(StratumIndex(2), ++StratumIndex(1));
}

}  // namespace
}  // namespace ibtr::test
