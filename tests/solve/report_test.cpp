#include <gtest/gtest.h>

#include "solve/solve_parameter.hpp"
#include "uncertainty/models.hpp"

namespace ibtr::test {
namespace {

Quantity survival_at_5() {
    return {.measure = Measure::proportion, .endpoint = "os", .time_years = 5};
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
