#include "report/survival_figure.hpp"

#include <cstdlib>

#include "base/files.hpp"
#include "base/scratch_folder.hpp"
#include "estimate/tracked_cohort.hpp"

namespace ibtr::test {
namespace {

class FigureTest : public ScratchFolderTest {
protected:
    /// Draws with labels of the caller's choice.
    std::string draw(const std::string& label) {
        Model model = example_model();
        model.title = label;
        for (Strategy& strategy : model.strategies) strategy.label = label;
        const TrackedCohort cohort(model, {.women = 300});
        return draw_survival_figure(cohort.model, cohort.estimates(), RunFolder(scratch_, "x", ExistingFiles::replace));
    }
};

/// PATH for the duration of a test.
class SearchPath {
public:
    explicit SearchPath(const std::string& path) : before_(std::getenv("PATH")) { ::setenv("PATH", path.c_str(), 1); }
    ~SearchPath() { ::setenv("PATH", before_.c_str(), 1); }
    SearchPath(const SearchPath&) = delete;
    SearchPath& operator=(const SearchPath&) = delete;

private:
    std::string before_;
};

TEST_F(FigureTest, WithoutGnuplotThereIsAHintAndNoFile) {
    const SearchPath nothing(scratch_.string());
    EXPECT_NE(draw("label").find("gnuplot-nox"), std::string::npos);
    EXPECT_TRUE(names_in(scratch_).empty());
}

TEST_F(FigureTest, DrawsBothFormats) {
    const std::string reason = draw("Mastectomie d'abord");
    if (reason.find("not installed") != std::string::npos) GTEST_SKIP() << reason;
    EXPECT_EQ(reason, "");
    EXPECT_EQ(names_in(scratch_), (std::set<std::string>{"os.png", "os.svg"}));
    EXPECT_EQ(read_file(scratch_ / "os.png").substr(0, 8), "\x89PNG\r\n\x1a\n");
    const std::string svg = read_file(scratch_ / "os.svg");
    EXPECT_NE(svg.find("Mastectomie d’abord"), std::string::npos);
    EXPECT_NE(svg.find("</svg>"), std::string::npos);
}

TEST_F(FigureTest, ALabelIsTextAndNeverACommand) {
    const std::string mark = (scratch_ / "x").string();  // short, so that no label is cut
    for (const std::string& attack : {"'; !touch " + mark, "`touch " + mark + "`", "\n!touch " + mark + "\n",
                                      "\" . system('touch " + mark + "')", std::string("\\'\nEOD\n")}) {
        const std::string reason = draw(attack);
        if (reason.find("not installed") != std::string::npos) GTEST_SKIP() << reason;
        EXPECT_EQ(reason, "") << attack;
        EXPECT_FALSE(names_in(scratch_).contains("x")) << attack;
    }
}

TEST_F(FigureTest, SaysWhyThereIsNoSurvivalToDraw) {
    Model model = example_model();
    model.endpoints = {{"local", {0}}};
    const TrackedCohort cohort(model, {.women = 100});
    const RunFolder folder(scratch_, "x", ExistingFiles::refuse);
    EXPECT_NE(draw_survival_figure(cohort.model, cohort.estimates(), folder).find("death_bc"), std::string::npos);
}

}  // namespace
}  // namespace ibtr::test
