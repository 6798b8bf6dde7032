#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "compile/small_model_compiled.hpp"
#include "ibtr/core/lane.hpp"
#include "ibtr/core/piecewise.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "small_model.hpp"

namespace ibtr {
namespace {

const Parameters no_parameters{{}};

TEST(TickShift, FillsTwoToTheFifteenth) {
    EXPECT_EQ(tick_shift_for(1), 8U);
    EXPECT_EQ(tick_shift_for(128), 8U);
    EXPECT_EQ(tick_shift_for(129), 7U);
    EXPECT_EQ(tick_shift_for(180), 7U);
    EXPECT_EQ(tick_shift_for(1U << 15), 0U);
    EXPECT_EQ(tick_shift_for((1U << 15) + 1), 0U);
}

TEST(Compile, RecordsStatesExitsAndGraph) {
    const Model model = small_model();
    const Tables tables = compile_small(model);
    ASSERT_EQ(tables.states.size(), 4U);
    EXPECT_EQ(tables.states[0].first_exit, 0U);
    EXPECT_EQ(tables.states[1].first_exit, 2U);
    EXPECT_EQ(tables.states[2].exits, 1U);
    EXPECT_EQ(tables.states[3].exits, 0U);
    EXPECT_EQ(tables.states[0].visit_counter, 0U);
    EXPECT_EQ(tables.states[1].visit_counter, core::visit_counters);
    EXPECT_EQ(tables.states[2].visit_counter, core::visit_counters + 1);
    const std::size_t transitions[]{0, 2, 1, 4, 3};
    for (std::size_t k = 0; k < 5; ++k) EXPECT_EQ(tables.exits[k].transition, transitions[k]);
    EXPECT_EQ(tables.exits[1].clock, core::Clock::age);
    EXPECT_EQ(tables.nodes[2].first_edge, 4U);
    EXPECT_EQ(tables.edge_to, (std::vector<std::uint32_t>{1, 3, 2, 3, 1}));
    EXPECT_EQ(tables.header.strategies, 2U);
    EXPECT_EQ(tables.header.strata, 6U);
    EXPECT_EQ(tables.header.bins, 180U);
    EXPECT_EQ(tables.header.has_cycles, 1U);
    EXPECT_EQ(tables.ticks_per_year(model), 12 * 128);
    EXPECT_EQ(tables.view().pool, tables.pool.data());
    EXPECT_EQ(tables.age_origin_years, (std::vector<double>{40, 40, 50, 50, 80, 80}));
}

// Table strategies 0 and 1 are the model's 1 and 2: a mix is not simulated.
TEST(Compile, MultipliesMatchingHazardRatios) {
    const Tables tables = compile_small(small_model());
    const auto inverse = [&](std::size_t strategy, std::size_t stratum, std::size_t exit) {
        return tables.inverse_multipliers[(strategy * 6 + stratum) * 5 + exit];
    };
    EXPECT_EQ(inverse(0, 0, 0), 1.0F);
    EXPECT_EQ(inverse(1, 0, 0), 2.0F);
    EXPECT_EQ(inverse(0, 1, 0), core::never_inverse) << "3 x 0";
    EXPECT_EQ(inverse(1, 1, 0), static_cast<float>(1 / 1.5));
    EXPECT_EQ(inverse(0, 5, 2), core::never_inverse);
    EXPECT_EQ(inverse(0, 4, 2), 1.0F);
}

TEST(Compile, StoresEqualTablesOnce) {
    const Tables tables = compile_small(small_model());
    std::set<std::uint32_t> sojourn, age;
    for (std::size_t stratum = 0; stratum < 6; ++stratum) {
        sojourn.insert(tables.exit_tables[stratum * 5 + 2].first);
        age.insert(tables.exit_tables[stratum * 5 + 1].first);
    }
    EXPECT_EQ(sojourn.size(), 2U) << "one where the transition is possible, one where it never happens";
    EXPECT_EQ(age.size(), 3U) << "one an age band";
}

/// Largest survival error of a table over its domain, for entry at c and every later x on a grid.
/// @param m multiplier
double worst_error(const Tables& tables, const CumulativeHazard& hazard, StratumIndex stratum, std::size_t exit,
                   double origin_years, double width_years, double m, bool late_entry) {
    const double ticks = 1536;
    const auto table = [&](double x) {
        return tabulated_cumulative(tables, tables.exit_table({}, stratum, exit), x * ticks);
    };
    const auto exact = [&](double x) {
        return static_cast<double>(hazard.at(static_cast<long double>(origin_years) + static_cast<long double>(x)) -
                                   hazard.at(origin_years));
    };
    double worst = 0;
    for (double c = 0; c < width_years; c += late_entry ? width_years / 97 : width_years)
        for (double x = c; x <= width_years; x += width_years / 997)
            worst =
                std::max(worst, std::abs(std::exp(-m * (table(x) - table(c))) - std::exp(-m * (exact(x) - exact(c)))));
    return worst;
}

// The promise of the table compiler, rounding included: 1e-6 in any survival probability.
TEST(Compile, TablesKeepTheSurvivalTolerance) {
    const Model model = small_model();
    const Tables tables = compile_small(model);
    const auto hazard = [&](std::size_t k) {
        return make_cumulative_hazard(model.transitions[k].hazard, model, no_parameters);
    };
    for (const double m : {0.5, 1.0})
        EXPECT_LE(worst_error(tables, *hazard(0), StratumIndex(0), 0, 0, 15, m, false), 1e-6);
    EXPECT_LE(worst_error(tables, *hazard(0), StratumIndex(1), 0, 0, 15, 1.5, false), 1e-6);
    EXPECT_LE(worst_error(tables, *hazard(1), StratumIndex(0), 2, 0, 15, 1, false), 1e-6);
    EXPECT_LE(worst_error(tables, *hazard(3), StratumIndex(0), 4, 0, 15, 1, true), 1e-6);
    const double low[]{40, 50, 80}, width[]{25, 35, 15};
    for (std::size_t band = 0; band < 3; ++band) {
        EXPECT_LE(worst_error(tables, *hazard(2), StratumIndex(2 * band), 1, low[band], width[band], 1, true), 1e-6);
        EXPECT_LE(worst_error(tables, *hazard(4), StratumIndex(2 * band), 3, low[band], width[band], 1, true), 1e-6);
    }
}

TEST(Compile, ReachesBeyondTheLifeTable) {
    Model model = small_model();
    model.factors[0].age_bands[2] = {100, 100, {}};
    const Tables tables = compile_small(model);
    const double last_hazard = -std::log1p(-model.life_tables[0].probability.back());
    const core::TableRef table = tables.exit_table({}, StratumIndex(4), 1);
    EXPECT_NEAR(tabulated_cumulative(tables, table, 10 * 1536), 10 * last_hazard, 1e-5);
    EXPECT_EQ(tabulated_knots_ticks(tables, table), (std::vector<double>{0}));
}

// Strategies that differ in the form of a hazard get tables of their own where they do, and share the others.
TEST(Compile, TablesByStrategyAreSharedWhereEqual) {
    Model model = small_model();
    const Tables shared = compile_small(model);
    EXPECT_EQ(shared.header.tables_by_strategy, 0U);
    model.transitions[0].hazard_ratios.push_back({1, {}, {}, 0.5, "", {{2, 1.0}}});
    const Tables tables = compile_small(model);
    ASSERT_EQ(tables.header.tables_by_strategy, 1U);
    EXPECT_EQ(tables.exit_tables.size(), tables.header.strategies * shared.exit_tables.size());
    for (StratumIndex stratum; stratum < tables.header.strata; ++stratum)
        for (std::size_t exit = 0; exit < tables.header.exits; ++exit) {
            const core::TableRef first = tables.exit_table({}, stratum, exit);
            const core::TableRef second = tables.exit_table(SimulatedIndex(1), stratum, exit);
            const bool changed = tables.exits[exit].transition == 0;
            EXPECT_EQ(first.first == second.first, !changed) << "stratum " << stratum << ", exit " << exit;
        }
}

// No latent time of a cycle is rounded into the next, where the event may be impossible: from either side of the last
// float32 below each knot.
TEST(Compile, LatentTimesStayWithinTheirCycles) {
    Model model = small_model();
    for (Transition& transition : model.transitions) {
        transition.hazard_ratios.clear();
        transition.clock = Clock::time;
        transition.hazard = hazard_of(HazardFamily::probabilities, {0.07, 0, 0.31, 0.9, 0}, {0, 3, 5, 9, 11});
        transition.order_in_cycle = 1 + static_cast<unsigned>(&transition - model.transitions.data());
    }
    model.cycle_years = 1;
    const Tables tables = compile_small(model);
    std::size_t tried = 0;
    for (const core::TableRef table : tables.exit_tables) {
        const std::size_t size = std::size_t{1} << table.log2_size;
        const float* x = tables.pool.data() + table.first;
        for (std::size_t i = 0; i + 1 < size && x[i + 1] < core::never_ticks; ++i) {
            if (!(x[size + i + 1] > x[size + i])) continue;
            const float last = std::nextafterf(x[size + i + 1], 0);
            ASSERT_LT(core::invert<core::Lane>(tables.pool.data(), table, last), x[i + 1]);
            ASSERT_GE(core::invert<core::Lane>(tables.pool.data(), table, x[size + i + 1]), x[i + 1]);
            ++tried;
        }
    }
    EXPECT_EQ(tried, 3 * tables.exit_tables.size());  // 0.07, 0.31 and 0.9
}

TEST(Compile, EveryTableIsFiniteAndNeverFalls) {
    const Tables tables = compile_small(small_model());
    for (const float entry : tables.pool) ASSERT_TRUE(std::isfinite(entry));
    std::vector<core::TableRef> refs = tables.exit_tables;
    refs.insert(refs.end(), tables.age_tables.begin(), tables.age_tables.end());
    for (const core::TableRef& ref : refs) {
        const std::size_t size = std::size_t{1} << ref.log2_size;
        const float* x = tables.pool.data() + ref.first;
        EXPECT_EQ(x[0], 0);
        EXPECT_EQ(x[size], 0);
        if (size > 1) {
            EXPECT_EQ(x[size - 1], core::never_ticks);
        }
        for (std::size_t i = 1; i < size; ++i) {
            ASSERT_LE(x[i - 1], x[i]);
            ASSERT_LE(x[size + i - 1], x[size + i]);
        }
    }
}

// Bytes of the tables on x86-64, whatever the compiler, its options and the processor: hazards are computed in
// 80-bit long double and rounded once. CTest runs this again with the newer variants of libm switched off.
TEST(TablesDigest, IsTheSameOnEveryMachine) {
    if (std::numeric_limits<long double>::digits != 64) GTEST_SKIP() << "long double is not the 80-bit format here";
    Model model = small_model();
    EXPECT_EQ(tables_digest(compile_small(model)), "8ad1e940087b86e3b2c77ca0e05fa225");
    model.transitions[0].hazard = hazard_of(HazardFamily::royston_parmar, {-3, 1.1, 0.05}, {-1, 1, 2.5});
    model.transitions[1].hazard = hazard_of(HazardFamily::generalised_gamma, {0.5, 0.7, -0.3});
    model.transitions[3].hazard = hazard_of(HazardFamily::loglogistic, {2, 8});
    EXPECT_EQ(tables_digest(compile_small(model)), "b7e417ed3513309121483d8e11d7618e");
}

TEST(TablesDigest, ChangesWithEveryWord) {
    Tables tables = compile_small(small_model());
    std::set<std::string> digests{tables_digest(tables)};
    EXPECT_EQ(digests.begin()->size(), 32U);
    EXPECT_EQ(tables_digest(compile_small(small_model())), *digests.begin());
    std::size_t changes = 0;
    const auto expect_change = [&](auto& word) {
        const auto kept = word;
        if constexpr (std::is_enum_v<std::remove_const_t<decltype(kept)>>)
            word = core::Clock{static_cast<std::uint32_t>(kept) + 1};
        else
            word += 1;
        digests.insert(tables_digest(tables));
        word = kept;
        ++changes;
    };
    const auto expect_changes = [&](auto& words) {
        for (auto& word : words) expect_change(word);
    };
    auto& h = tables.header;
    for (std::uint32_t* word : {&h.states, &h.exits, &h.nodes, &h.edges, &h.strategies, &h.strata, &h.bins,
                                &h.tick_shift, &h.visit_limit, &h.start_state, &h.has_cycles})
        expect_change(*word);
    for (auto& state : tables.states) {
        for (std::uint32_t* word : {&state.first_exit, &state.exits}) expect_change(*word);
        expect_change(state.entry_clock);
    }
    // Which counter, and the address, follow from the place of a state.
    for (auto& state : tables.states) {
        const std::uint16_t kept = state.visit_counter;
        state.visit_counter = kept == 0 ? core::visit_counters : 0;
        digests.insert(tables_digest(tables));
        state.visit_counter = kept;
        ++changes;
    }
    for (auto& start : tables.starts)
        for (std::uint32_t* word : {&start.state, &start.first_edge}) expect_change(*word);
    for (auto& exit : tables.exits) expect_change(exit.clock), expect_change(exit.transition);
    for (auto& node : tables.nodes)
        for (std::uint32_t* word : {&node.state, &node.first_edge}) expect_change(*word);
    for (auto* refs : {&tables.exit_tables, &tables.age_tables})
        for (auto& ref : *refs)
            for (std::uint32_t* word : {&ref.first, &ref.log2_size}) expect_change(*word);
    expect_changes(tables.edge_to);
    expect_changes(tables.age_origin_years);
    // One unit in the last place of every multiplier, and of the first table's entries.
    const auto expect_nudge = [&](float& value) {
        const float kept = value;
        value = std::nextafter(value, 2e30F);
        digests.insert(tables_digest(tables));
        value = kept;
        ++changes;
    };
    for (float& value : tables.inverse_multipliers) expect_nudge(value);
    for (std::size_t i = 0; i < 64; ++i) expect_nudge(tables.pool[i]);
    EXPECT_EQ(digests.size(), changes + 1);
}

}  // namespace
}  // namespace ibtr
