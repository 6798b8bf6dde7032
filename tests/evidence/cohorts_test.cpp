// Which targets are of the same women, and how much of a follow-up an interval rests on.

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "config/example_config.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/error.hpp"

namespace ibtr::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Target> targets_sharing(const std::vector<std::vector<std::string>>& names) {
    std::vector<Target> targets;
    for (const auto& shared : names) {
        Target target;
        target.name = "V" + std::to_string(targets.size() + 1);
        target.line = static_cast<int>(targets.size()) + 2;
        target.shares_women_with = shared;
        targets.push_back(target);
    }
    return targets;
}

std::vector<std::string> problems_of(const std::vector<Target>& targets) {
    std::vector<Problem> problems;
    check_cohorts(targets, "targets.csv", problems);
    std::vector<std::string> texts;
    for (const Problem& problem : problems) texts.push_back(problem.key + ": " + problem.message);
    return texts;
}

// Law: sharing is symmetric and goes on: A with B and B with C makes one cohort, by a name or by a target's.
TEST(Cohorts, JoinThroughNamesAndTargets) {
    EXPECT_THAT(cohorts_of(targets_sharing({{}, {"a"}, {"a", "b"}, {"b"}, {"V1"}, {}})), ElementsAre(0, 1, 1, 1, 0, 5));
    EXPECT_THAT(cohorts_of(targets_sharing({{"b"}, {"a"}, {"a", "b"}})), ElementsAre(0, 0, 0));
}

// A part of a table may leave a name alone; a name that only resembles a joining one is a slip of the pen.
TEST(Cohorts, ANameLikeAJoiningOneIsAProblem) {
    EXPECT_THAT(problems_of(targets_sharing({{"centre"}, {"centre"}, {"V1"}, {"elsewhere"}})), IsEmpty());
    EXPECT_THAT(problems_of(targets_sharing({{"centre"}, {"centre"}, {"center"}})),
                ElementsAre(HasSubstr("V3.shares_women_with: no other row writes 'center', and no other target is "
                                      "called so; write 'centre' if that is meant")));
}

Target followed(double value, const char* endpoint, double years) {
    Target target;
    target.what.endpoint = endpoint;
    target.what.time_years = years;
    target.value = value;
    target.women = 93;
    return target;
}

// With hazards a of the event and c of censoring, both constant, Greenwood's variance of a survival is
// S^2 a (exp((a + c) t) - 1) / (n (a + c)); without censoring it is S^2 (exp(a t) - 1) / n. The women are n times the
// second over the first. By hand for 44 % at ten years of 93 women with a median follow-up of 3.67 years: a 0.082098,
// c 0.188868: 93 x 1.27273 x 0.270966 / (0.082098 x 14.0259) = 27.85.
TEST(WomenFollowed, AsGreenwoodsVariance) {
    Target target = followed(0.44, "dmfs_net", 10);
    EXPECT_EQ(women_followed(target), 93) << "no follow-up is given";
    target.follow_up_years = 3.67;
    EXPECT_NEAR(women_followed(target), 27.85, 0.01);
    Target incidence = followed(0.56, "cif_local", 10);
    incidence.follow_up_years = 3.67;
    EXPECT_NEAR(women_followed(incidence), women_followed(target), 1e-9) << "an incidence is what is left of survival";
    target.follow_up_years = 1e9;
    EXPECT_NEAR(women_followed(target), 93, 1e-5) << "all are followed";
    // Nobody has the event: the mean of 1 / G over the ten years, (exp(c t) - 1) / (c t) of exp(1.88868).
    target.value = 1;
    target.follow_up_years = 3.67;
    EXPECT_NEAR(women_followed(target), 93 * 1.88868 / std::expm1(1.88868), 1e-3);
}

class TargetColumns : public testing::Test {
protected:
    /// The first problem of the shipped targets with one cell of a row replaced.
    std::string problem_with(const std::string& row, const std::string& column, const std::string& cell) {
        std::ifstream stream(folder_name_ + "/targets.csv");
        std::string text, line, header;
        std::getline(stream, header);
        text = header + "\n";
        std::size_t before = 0;
        const std::size_t at = header.find("," + column + ",");
        for (std::size_t i = 0; i <= at; ++i) before += header[i] == ',';
        while (std::getline(stream, line)) {
            if (line.starts_with(row + ",")) replace_cell(line, before, cell);
            text += line + "\n";
        }
        try {
            load_targets(folder_.write("targets.csv", text), load_evidence(folder_name_ + "/evidence.csv"));
        } catch (const ConfigError& error) {
            const Problem& problem = error.problems().front();
            return std::to_string(problem.line) + " " + problem.key + ": " + problem.message;
        }
        return "";
    }

private:
    static void replace_cell(std::string& line, std::size_t commas, const std::string& cell) {
        bool quoted = false;
        std::size_t begin = 0;
        for (; commas > 0; ++begin) {
            quoted = quoted != (line[begin] == '"');
            if (line[begin] == ',' && !quoted) --commas;
        }
        line.replace(begin, line.find(',', begin) - begin, cell);
    }

    const std::string folder_name_ = IBTR_EVIDENCE;
    TemporaryFolder folder_;
};

TEST_F(TargetColumns, OfWhatIsNoSuchThingAreProblems) {
    EXPECT_THAT(problem_with("V6", "horizon", "stated"),
                HasSubstr("9 V6.horizon: is stated, but E01-09 states no number of years; write assumed"));
    EXPECT_THAT(problem_with("V5b", "horizon", "assumed"), HasSubstr("E01-08 states the years; write stated"));
    EXPECT_THAT(problem_with("V6", "horizon", "5"), HasSubstr("V6.horizon: is '5'; allowed: stated, assumed"));
    EXPECT_THAT(problem_with("V6", "by_construction", "no"), HasSubstr("V6.by_construction: is 'no'; write yes"));
    EXPECT_THAT(problem_with("V10", "follow_up_years", "0"),
                HasSubstr("V10.follow_up_years: is '0'; it must be a number of years above 0"));
    EXPECT_THAT(problem_with("V10", "follow_up_years", "long"), HasSubstr("V10.follow_up_years: 'long' is no number"));
    EXPECT_THAT(problem_with("V19a", "error_direction", "lower"),
                HasSubstr("V19a.error_direction: is 'lower'; allowed: model_lower, model_higher"));
    EXPECT_THAT(problem_with("V9c", "shares_women_with", "INT_Milano"),
                HasSubstr("V9c.shares_women_with: no other row writes 'INT_Milano'"));
    EXPECT_EQ(problem_with("V6", "horizon", ""), "") << "an empty cell is what the evidence says";
}

}  // namespace
}  // namespace ibtr::test
