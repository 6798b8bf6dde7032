// Law: rates, their exact Poisson limits and log-linear rates are those of R's survSplit, poisson.test and glm.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "survival/person_years.hpp"
#include "survival/poisson_regression.hpp"
#include "survival/reference_numbers.hpp"

namespace ibtr::survival::test {
namespace {

// gamma quantiles of two libraries: 1e-10.
TEST(PersonYears, LimitsAreThoseOfR) {
    const ReferenceNumbers reference;
    for (const double events : {0.0, 1.0, 7.0, 108.0}) {
        const Interval limits = PersonYears{events, 100}.limits();
        const std::vector<double> ours{limits.low, limits.high};
        // R gives the limits of the mean of 100 unit times of the count itself
        reference.compare("poisson_limits." + std::to_string(static_cast<int>(events)), ours, 1e-10);
    }
    EXPECT_TRUE(std::isnan(PersonYears{}.rate()));
    EXPECT_TRUE(std::isnan(PersonYears{}.limits().high));
}

std::vector<PersonYears> cells_of(const People& people) {
    const std::vector<double> breaks{0, 1, 2, 4, std::numeric_limits<double>::infinity()};
    std::vector<PersonYears> cells(8);
    add_person_years(people.times(false), people.arm, breaks, cells);
    return cells;
}

TEST(PersonYears, AreThoseOfR) {
    const ReferenceNumbers reference;
    std::vector<double> events, years;
    for (const PersonYears& cell : cells_of(People())) {
        events.push_back(cell.events);
        years.push_back(cell.years);
    }
    reference.compare("rates.events", events, 0);
    reference.compare("rates.person_years", years, 1e-12);
}

// An event at a break belongs to the interval that ends there; who enters late counts from there; none is lost.
TEST(PersonYears, BelongToIntervalsClosedAtTheirEnd) {
    const std::vector<double> entry{0, 0.5, 1}, exit{1, 2.5, 1.5}, breaks{0, 1, 2};
    const std::vector<std::uint8_t> event{1, 1, 0};
    std::vector<PersonYears> cells(2);
    add_person_years({entry, exit, event, {}}, {}, breaks, cells);
    EXPECT_EQ(cells[0].events, 1);
    EXPECT_EQ(cells[0].years, 1.5);
    EXPECT_EQ(cells[1].events, 0);
    EXPECT_EQ(cells[1].years, 1.5);
}

struct Design {
    std::vector<double> events, years, covariates;
};

Design design_of(const std::vector<PersonYears>& cells) {
    Design design;
    for (const PersonYears& cell : cells) {
        design.events.push_back(cell.events);
        design.years.push_back(cell.years);
    }
    design.covariates.assign(8, 1.0);  // then intervals 2, 3, 4 and the arm
    for (std::size_t j = 1; j < 4; ++j)
        for (std::size_t i = 0; i < 8; ++i) design.covariates.push_back(i % 4 == j ? 1 : 0);
    for (std::size_t i = 0; i < 8; ++i) design.covariates.push_back(i < 4 ? 0 : 1);
    return design;
}

TEST(PoissonRegression, IsThatOfR) {
    const ReferenceNumbers reference;
    const Design design = design_of(cells_of(People()));
    PoissonRegression regression;
    regression.fit(design.events, design.years, design.covariates);
    ASSERT_EQ(regression.status(), FitStatus::converged);
    reference.compare("poisson.coefficients", regression.coefficients(), 1e-8);
    reference.compare("poisson.covariance", regression.covariance(), 1e-8);
    reference.compare("poisson.deviance", regression.deviance(), 1e-8);
    reference.compare("poisson.log_likelihood", regression.log_likelihood(), 1e-8);
}

TEST(PoissonRegression, NamesWhatCannotBeFitted) {
    Design design = design_of(cells_of(People()));
    PoissonRegression regression;
    for (const std::size_t i : {1U, 5U}) design.events[i] = 0;  // none in the second interval
    regression.fit(design.events, design.years, design.covariates);
    EXPECT_EQ(regression.status(), FitStatus::monotone);
    EXPECT_EQ(regression.covariate(), 1U);
    design.events.assign(8, 0);
    regression.fit(design.events, design.years, design.covariates);
    EXPECT_EQ(regression.status(), FitStatus::no_events);
}

}  // namespace
}  // namespace ibtr::survival::test
