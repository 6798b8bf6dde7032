// Clocks that run over several states: numbered where an exit goes by them, and no work for those that none does.

#include <gtest/gtest.h>

#include "compile/small_model_compiled.hpp"
#include "ibtr/tables.hpp"
#include "small_model.hpp"

namespace ibtr {
namespace {

/// `well` has a clock that no exit goes by; the exit of remission goes by one that began with the relapse.
Model model_with_two_clocks() {
    Model model = small_model();
    model.entry_clocks = {{"since_start", {0}}, {"since_relapse", {1, 2}}};
    model.transitions[3].clock = Clock::entry;
    return model;
}

TEST(EntryClocks, AreMarkedWhereAnExitGoesByThem) {
    const Tables tables = compile_small(model_with_two_clocks());
    EXPECT_EQ(tables.states[0].entry_clock, 0) << "no exit goes by it";
    EXPECT_EQ(tables.states[1].entry_clock, 2);
    EXPECT_EQ(tables.states[2].entry_clock, 2);
    EXPECT_EQ(tables.states[3].entry_clock, 0);
    EXPECT_EQ(tables.header.has_entry_clocks, 1U);
}

TEST(EntryClocks, AreNotCarriedWhereNoneIsRead) {
    EXPECT_EQ(compile_small(small_model()).header.has_entry_clocks, 0U);
    Model model = model_with_two_clocks();
    model.transitions[3].clock = Clock::time;
    EXPECT_EQ(compile_small(model).header.has_entry_clocks, 0U);
}

}  // namespace
}  // namespace ibtr
