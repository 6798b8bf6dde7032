#include "base/process.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <string>

namespace ibtr::test {
namespace {

using End = ProcessResult::End;

TEST(Process, WhatItReadsAndWritesComesThroughWhole) {
    const std::string long_text(1 << 20, 'x');  // more than any pipe holds
    ProgramCall command{"cat", {"-"}};
    command.input = long_text;
    const ProcessResult result = run_process(command);
    EXPECT_TRUE(result.succeeded());
    EXPECT_EQ(result.output, long_text);
    EXPECT_EQ(result.complaints, "");
}

// No shell: an argument is what it is.
TEST(Process, ArgumentsAreNotInterpreted) {
    const ProcessResult result = run_process({"printf", {"%s", "$HOME; 'a b'"}});
    EXPECT_EQ(result.output, "$HOME; 'a b'");
}

TEST(Process, ItsEndIsTold) {
    const ProcessResult failed = run_process({"sh", {"-c", "echo why >&2; exit 3"}});
    EXPECT_EQ(failed.end, End::exited);
    EXPECT_EQ(failed.code, 3);
    EXPECT_EQ(failed.complaints, "why\n");
    EXPECT_FALSE(failed.succeeded());

    const ProcessResult killed = run_process({"sh", {"-c", "kill -TERM $$"}});
    EXPECT_EQ(killed.end, End::signalled);
    EXPECT_EQ(killed.code, SIGTERM);

    const ProcessResult missing = run_process({"no_such_program_of_the_tests", {}});
    EXPECT_EQ(missing.end, End::not_started);
    EXPECT_EQ(missing.code, ENOENT);
}

TEST(Process, IsKilledAtItsTimeLimit) {
    ProgramCall command{"sh", {"-c", "echo begun; exec sleep 60"}};
    command.time_limit = std::chrono::milliseconds(200);
    const auto start = std::chrono::steady_clock::now();
    const ProcessResult result = run_process(command);
    EXPECT_EQ(result.end, End::out_of_time);
    EXPECT_EQ(result.output, "begun\n");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
}

TEST(Process, WhatWritesWithoutEndIsKilled) {
    ProgramCall command{"sh", {"-c", "cat /dev/zero & cat /dev/zero"}};
    command.most_output_bytes = 1 << 20;
    command.time_limit = std::chrono::minutes(1);
    command.hears_ctrl_c = false;
    const ProcessResult result = run_process(command);
    EXPECT_EQ(result.end, End::too_much_output);
    EXPECT_EQ(result.output, "");
}

TEST(Process, FirstLineThatSaysSomething) {
    EXPECT_EQ(first_line("\n  line 1\nline 2"), "line 1");
    EXPECT_EQ(first_line("alone"), "alone");
    EXPECT_EQ(first_line(" \n"), "it says nothing");
}

}  // namespace
}  // namespace ibtr::test
