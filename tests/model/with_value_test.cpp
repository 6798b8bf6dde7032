// Moving one parameter of a set of values: the one way that sensitivity analyses and `solve` have.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "ibtr/error.hpp"
#include "ibtr/parameters.hpp"
#include "uncertainty/models.hpp"

namespace ibtr::test {
namespace {

TEST(WithValue, SharesOfAWholeKeepTheirProportionsAndSum) {
    Model model = model_of({certain("a", 0.2), certain("b", 0.3), certain("c", 0.5), certain("rate", 7)});
    model.joint_uncertainties = {{"dirichlet", {0, 1, 2}, 100, {}, ""}};
    for (const double value : {0.0, 0.6, 1.0}) {
        const std::vector<double> moved = with_value(model, base_parameters(model), 0, value).values();
        EXPECT_EQ(moved[0], value);
        EXPECT_DOUBLE_EQ(moved[1], 0.375 * (1 - value));
        EXPECT_DOUBLE_EQ(moved[2], 0.625 * (1 - value));
        EXPECT_EQ(moved[3], 7);
        EXPECT_DOUBLE_EQ(std::accumulate(moved.begin(), moved.begin() + 3, 0.0), 1);
    }
}

TEST(WithValue, MovesWhatIsComputedFromIt) {
    Model model = model_of({certain("a", 2), certain("b", 0)});
    model.parameters[1].value.reset();
    model.parameters[1].expression = "3 * a";
    EXPECT_EQ(with_value(model, base_parameters(model), 0, 5).values(), (std::vector<double>{5, 15}));
}

TEST(WithValue, NamesTheValueThatAModelDoesNotAllow) {
    Model model = model_of({certain("rate", 0.1)});
    model.states.resize(2);
    Transition death;
    death.name = "death";
    death.to = 1;
    death.hazard.coefficients = {ParameterRef{0}};
    model.transitions = {death};
    try {
        with_value(model, base_parameters(model), 0, -1);
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), ::testing::HasSubstr("with rate = -1"));
    }
}

}  // namespace
}  // namespace ibtr::test
