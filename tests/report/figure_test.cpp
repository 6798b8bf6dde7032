#include "report/survival_figure.hpp"

#include <cstdlib>
#include <set>

#include "base/files.hpp"
#include "base/scratch_folder.hpp"
#include "estimate/tracked_cohort.hpp"
#include "report/picture.hpp"

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

// Labels that differ only after the fortieth character stay apart: cut in the middle, or numbered.
TEST_F(FigureTest, ShortenedLabelsDiffer) {
    const std::string common = "strategy with a rather long descriptive label number ";
    std::vector<Strategy> strategies(16);
    for (std::size_t s = 0; s < strategies.size(); ++s) strategies[s].label = common + std::to_string(s);
    strategies[14].label = common + "é of the year 2026, in which it was begun: " + common;
    strategies[15].label = common + "ü of the year 2026, in which it was begun: " + common;
    const std::vector<std::string> labels = line_labels(strategies);
    EXPECT_EQ(std::set<std::string>(labels.begin(), labels.end()).size(), strategies.size());
    EXPECT_EQ(labels[3], "strategy with a rath…tive label number 3");
    for (std::size_t s = 0; s < 14; ++s) EXPECT_EQ(characters(labels[s]), 40U);
    EXPECT_EQ(shortened("é"), "é");
}

// The legend stands in a strip of its own below the plot and the numbers at risk.
TEST_F(FigureTest, TheLegendLiesBelowThePlot) {
    Model model = example_model();
    for (Strategy& strategy : model.strategies) strategy.label = "same";
    const TrackedCohort cohort(model, {.women = 300, .twins_are_equal = true});
    const std::string script = survival_figure_script(cohort.model, cohort.estimates(), PopulationKind::standardised,
                                                      PictureFormat::svg, Bands::simulation);
    const auto after = [&](const std::string& words) {
        const std::size_t at = script.find(words);
        return at == std::string::npos ? -1 : std::strtod(script.c_str() + at + words.size(), nullptr);
    };
    const std::size_t key = script.find("set key at screen ");
    ASSERT_NE(key, std::string::npos);
    const double legend = std::strtod(script.c_str() + script.find(", screen ", key) + 9, nullptr);
    EXPECT_GT(legend, 0);
    EXPECT_LT(legend, after("set bmargin at screen "));
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
    EXPECT_NE(draw_survival_figure(cohort.model, cohort.estimates(), folder).find("kind = \"death\""),
              std::string::npos);
}

}  // namespace
}  // namespace ibtr::test
