#include "page/report.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "base/scratch_folder.hpp"
#include "ibtr/error.hpp"
#include "page/report_words.hpp"

namespace ibtr::page {
namespace {

TEST(ReportWords, NumbersAsAReaderWantsThem) {
    const double none = std::nan("");
    EXPECT_EQ(per_100({0.81234, 0.80, 0.83, none, none}, false), "81.2 (80.0 to 83.0)");
    // An interval whose ends would print alike has a decimal more.
    EXPECT_EQ(per_100({0.81234, 0.8120, 0.8127, none, none}, false), "81.23 (81.20 to 81.27)");
    EXPECT_EQ(per_100({0.81234, none, none, 0.7, 0.9}, true), "81.2 (70.0 to 90.0)");
    EXPECT_EQ(per_100({0.5, none, none, none, none}, false), "50.0");
    EXPECT_EQ(fixed(-0.00001, 2), "0.00");
    EXPECT_EQ(fixed(none, 2), "–");
    EXPECT_EQ(grouped(1234567), "1,234,567");
    EXPECT_EQ(grouped(123), "123");
    EXPECT_EQ(time_in_words(1), "1 year");
    EXPECT_EQ(time_in_words(1.5), "18 months");
    EXPECT_EQ(time_in_words(7.3), "7.3 years");
}

TEST(ShownLines, LeaveOutStyleAndScriptsButNotData) {
    const std::string page =
        "<meta charset=\"utf-8\">\n<style>a {\n}</style>\n<p>one</p>\n<script type=\"application/json\" "
        "id=\"data\">{}</script>\n<script id=\"x\">let a;\nlet b;</script>\n<p>two</p>\n";
    EXPECT_EQ(shown_lines(page),
              (std::vector<std::string>{"<p>one</p>", "<script type=\"application/json\" id=\"data\">{}</script>",
                                        "<p>two</p>"}));
}

using ReadRun = test::ScratchFolderTest;

TEST_F(ReadRun, RefusesWhatIsNoFinishedRun) {
    const auto write = [&](const char* text) { std::ofstream(scratch_ / "manifest.json") << text; };
    EXPECT_THROW(read_run(scratch_), UsageError);
    write("{\"command\": 7}");
    EXPECT_THROW(read_run(scratch_), UsageError);
    write("[1");
    EXPECT_THROW(read_run(scratch_), UsageError);
}

}  // namespace
}  // namespace ibtr::page
