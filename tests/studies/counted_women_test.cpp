// What a device counts is what the processors draw: with a drawer that counts as its kernel does, a block after
// another, every study has the same effect in every replicate, whoever draws. Integers: no tolerance.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "studies/all_studies.hpp"
#include "studies/device_choice.hpp"
#include "studies/study_design.hpp"

namespace ibtr::test {
namespace {

using namespace studies;

constexpr std::uint64_t seed = 0x100000007;

Model two_frailties() {
    const std::string text = R"(schema = 1
name = "counted"
horizon_years = 6
grid_per_year = 4
landmarks_years = [5]
start_state = "alive"
reference_strategy = "old"
[[states]]
name = "alive"
[[states]]
name = "dead"
kind = "death"
[[strategies]]
name = "new"
[[strategies]]
name = "old"
[[factors]]
name = "frailty"
levels = ["fit", "frail"]
probabilities = [0.5, 0.5]
source = "assumption"
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.1 }
hazard_ratios = [{ factor = "frailty", level = "frail", value = 3, source = "assumption" }]
[endpoints]
death = { transitions = ["death"], role = "cause" }
)";
    return load_config_text(text, "counted.toml").model;
}

/// Pairs from the last to the first, one replicate a launch.
class ReversedDrawer final : public ArmDrawer {
public:
    explicit ReversedDrawer(std::vector<ArmToDraw> arms) : arms_(std::move(arms)) {}
    [[nodiscard]] std::string device() const override { return "reversed"; }
    [[nodiscard]] std::uint32_t replicates_a_launch() const override { return 1; }
    void begin(std::uint32_t first_replicate, std::uint32_t) override {
        counts_.clear();
        for (const ArmToDraw& arm : arms_) {
            const auto places = static_cast<std::uint32_t>(arm.columns.size());
            std::vector<double>& counts = counts_.emplace_back(places, 0);
            for (std::uint32_t pair = (arm.women + 1) / 2; pair-- > 0;)
                core::draw_pair({seed, first_replicate, arm.study, arm.arm}, arm.columns.data(), places, arm.women,
                                pair, [&](std::uint32_t, std::uint32_t place) { counts[place] += 1; });
        }
    }
    void wait() override {}
    void read(std::uint32_t, std::size_t arm, std::uint32_t first, std::span<double> women) const override {
        std::copy_n(counts_[arm].begin() + first, women.size(), women.begin());
    }

private:
    std::vector<ArmToDraw> arms_;
    std::vector<std::vector<double>> counts_;
};

class CountedWomen : public testing::Test {
protected:
    [[nodiscard]] std::vector<StudyDesign> designs(const std::string& rows) const {
        return read_designs(
            parse_csv(
                "study,strategy,women,accrual_years,follow_up_years,endpoint,horizon_years,estimate,adjusted_for\n" +
                    rows,
                "designs.csv"),
            model_);
    }
    Model model_ = two_frailties();
    StrataCohort cohort_{model_, base_parameters(model_), 5, exact_cells({.budget_seconds = 0})};
};

TEST_F(CountedWomen, GiveTheEffectsOfThoseDrawnHere) {
    const std::vector<StudyDesign> mixed = designs(
        "a,new,31,2,3,os,5,counts,\na,old,1,2,3,os,5,counts,\n"
        "b,new,40,2,3,os,5,cox,\nb,old,30,2,3,os,5,cox,\n"
        "c,new,60,2,3,os,5,logrank,frailty\nc,old,71,2,3,os,5,logrank,frailty\n"
        "d,new,40,2,3,os,4,km,\nd,old,30,2,3,os,4,km,\n");
    const AllStudies studies(cohort_, mixed);
    const std::vector<ArmToDraw> arms = studies.arms_for_device();
    ASSERT_EQ(arms.size(), 6);
    EXPECT_EQ(women_of(arms, 10), 10 * (32 + 131 + 70));
    ReversedDrawer drawer(arms);
    std::size_t with_effect = 0;
    for (std::uint32_t r = 0; r < 50; ++r) {
        drawer.begin(r, 1);
        const auto here = studies.replicate(seed, r, {}),
                   counted = studies.replicate(seed, r, CountedReplicate{&drawer, 0});
        for (std::size_t d = 0; d < mixed.size(); ++d) {
            ASSERT_EQ(here[d].has_value(), counted[d].has_value());
            if (!here[d]) continue;
            ++with_effect;
            EXPECT_EQ(here[d]->estimate, counted[d]->estimate) << mixed[d].name << " in replicate " << r;
            EXPECT_EQ(here[d]->variance, counted[d]->variance) << mixed[d].name << " in replicate " << r;
        }
    }
    EXPECT_GT(with_effect, 150);
}

TEST_F(CountedWomen, AreNotThoseOfCoxAlone) {
    const std::vector<StudyDesign> cox = designs("a,new,40,2,3,os,5,cox,\na,old,30,2,3,os,5,cox,\n");
    const AllStudies studies(cohort_, cox);
    EXPECT_TRUE(studies.arms_for_device().empty());
    EXPECT_THROW(choose_drawer(studies.arms_for_device(), DrawnBy::device, seed, 10), UsageError);
    EXPECT_EQ(choose_drawer(studies.arms_for_device(), DrawnBy::automatic, seed, 10), nullptr);
}

}  // namespace
}  // namespace ibtr::test
