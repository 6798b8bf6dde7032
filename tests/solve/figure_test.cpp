#include <gtest/gtest.h>

#include "ibtr/solve.hpp"
#include "output/scratch_folder.hpp"
#include "uncertainty/models.hpp"

namespace ibtr::test {
namespace {

class SolveFigure : public ScratchFolderTest {
protected:
    /// The picture of a straight line over one parameter; empty where there is no gnuplot.
    std::string picture_with(const std::string& name, const std::string& unit) {
        Model model = model_of({certain(name, 0.5)});
        model.parameters[0].unit = unit;
        const SolvedTarget solved{"V1",
                                  {"os", "proportion", "a", "", "", "", 5},
                                  solve_for([](double x) { return x / 2; }, {0, 1, false}, {{"value", 0.25}}),
                                  {}};
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

}  // namespace
}  // namespace ibtr::test
