#include "report/survival_figure.hpp"

#include <cstdlib>
#include <set>

#include "base/files.hpp"
#include "base/scratch_folder.hpp"
#include "estimate/tracked_cohort.hpp"
#include "report/run_files.hpp"
#include "report/short_text.hpp"

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
        const RunFolder folder(scratch_, "x", ExistingFiles::replace);
        folder.write("curves.csv", curves_csv(cohort.model, cohort.estimates()));
        return draw_survival_figure(cohort.model, {}, folder);
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

TEST_F(FigureTest, WithoutGnuplotThereIsAHintAndStillAnSvg) {
    const SearchPath nothing(scratch_.string());
    EXPECT_NE(draw("label").find("gnuplot-nox"), std::string::npos);
    EXPECT_EQ(names_in(scratch_), (std::set<std::string>{"curves.csv", "os.svg", "os.txt"}));
}

TEST_F(FigureTest, DrawsBothFormats) {
    const std::string reason = draw("Mastectomie d'abord");
    if (reason.find("not installed") != std::string::npos) GTEST_SKIP() << reason;
    EXPECT_EQ(reason, "");
    EXPECT_EQ(names_in(scratch_), (std::set<std::string>{"curves.csv", "os.png", "os.svg", "os.txt"}));
    EXPECT_EQ(read_file(scratch_ / "os.png").substr(0, 8), "\x89PNG\r\n\x1a\n");
    const std::string svg = read_file(scratch_ / "os.svg");
    EXPECT_NE(svg.find("Mastectomie d'abord"), std::string::npos);
    EXPECT_NE(svg.find("</svg>"), std::string::npos);
}

TEST(ShortText, KeepsWholeCharactersAndBothEnds) {
    EXPECT_EQ(shortened("strategy with a rather long descriptive label number 3"),
              "strategy with a rath…tive label number 3");
    EXPECT_EQ(characters(shortened(std::string(60, 'x') + "é")), 40U);
    EXPECT_EQ(shortened("é"), "é");
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
    for (State& state : model.states) state.kind = StateKind::alive;
    const TrackedCohort cohort(model, {.women = 100});
    const RunFolder folder(scratch_, "x", ExistingFiles::refuse);
    EXPECT_NE(draw_survival_figure(cohort.model, {}, folder).find("kind = \"death\""), std::string::npos);
}

}  // namespace
}  // namespace ibtr::test
