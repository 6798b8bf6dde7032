#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/scratch_folder.hpp"
#include "solve/solve_parameter.hpp"
#include "uncertainty/models.hpp"

namespace ibtr::test {
namespace {

Quantity survival_at_5() {
    return {.measure = Measure::proportion, .endpoint = "os", .time_years = 5};
}

class SolveFigure : public ScratchFolderTest {
protected:
    /// The picture of a straight line over one parameter; empty where there is no gnuplot.
    std::string picture_with(const std::string& name, const std::string& unit) {
        Model model = model_of({certain(name, 0.5)});
        model.parameters[0].unit = unit;
        model.strategies = {{.name = "a", .label = "a", .mix = {}}};
        const SolvedTarget solved{
            "V1", survival_at_5(), solve_for([](double x) { return x / 2; }, {0, 1, false}, {{"value", 0.25}}), {}};
        reason_ = draw_solution(model, solved, RunFolder(scratch_, "x", ExistingFiles::replace));
        return reason_.empty() ? read_file(scratch_ / "solve.svg") : "";
    }
    std::string reason_;
};

TEST_F(SolveFigure, AxisNamesTheUnitWhereThereIsOne) {
    const std::string with_unit = picture_with("h_local", "per_year");
    if (reason_.find("not installed") != std::string::npos) GTEST_SKIP() << reason_;
    ASSERT_EQ(reason_, "");
    EXPECT_NE(with_unit.find("[per_year]"), std::string::npos);
    const std::string without = picture_with("share", "none");
    EXPECT_NE(without.find("share"), std::string::npos);
    EXPECT_EQ(without.find("[none]"), std::string::npos);
}

// None in 200 draws: at most 3/200 with 95 % confidence.
TEST(SolveText, GivesALimitWhereNoDrawIsWithoutARoot) {
    Model model = model_of({certain("share", 0.5)});
    model.strategies = {{.name = "a", .label = "a", .mix = {}}};
    SolvedTarget solved;
    solved.target = "V1";
    solved.quantity = survival_at_5();
    solved.solution = solve_for([](double x) { return x / 2; }, {0, 1, false}, {{"value", 0.25}});
    solved.distribution.draws.assign(200, solved.solution.roots.front());
    EXPECT_NE(solve_text(model, solved).find("in 0.0 % of 200 draws of the other parameters (95 % limit 1.5 %)"),
              std::string::npos);
    solved.distribution.draws[0].at.clear();
    EXPECT_NE(solve_text(model, solved).find("in 0.5 % of 200 draws of the other parameters (standard error 0.5)"),
              std::string::npos);
}

}  // namespace
}  // namespace ibtr::test
