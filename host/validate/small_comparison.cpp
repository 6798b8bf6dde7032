#include "validate/small_comparison.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace ibtr::validation {
namespace {

/// Women of one arm, drawn one by one.
class ArmSampler {
public:
    ArmSampler(const StrataCohort& cohort, const Endpoint& endpoint, const ArmOfWomen& women)
        : arm_(cohort.arm(women)), intervals_(cohort.cells().grids->of(endpoint.at_risk).intervals()) {
        const SeriesGrids& grids = *cohort.cells().grids;
        ended_ = arm_.cumulative.data() + grids.first(endpoint.at_risk);
        event_ = arm_.cumulative.data() + grids.first(endpoint.events);
    }

    /// @param u, v uniform on (0, 1)
    [[nodiscard]] Followed draw(double u, double v, std::uint32_t censored_bin) const {
        const auto bin = static_cast<std::size_t>(std::lower_bound(ended_, ended_ + intervals_, u) - ended_);
        if (bin >= censored_bin) return {censored_bin, false};
        const double ended = events_in(ended_, bin), of_interest = events_in(event_, bin);
        return {static_cast<std::uint32_t>(bin), v * ended < of_interest};
    }

private:
    Arm arm_;
    std::size_t intervals_;
    const double *ended_, *event_;
};

}  // namespace

survival::LogRank log_rank(const std::vector<Followed>& a, const std::vector<Followed>& b, std::size_t bins) {
    std::vector<double> events_a(bins + 1, 0), events_b(bins + 1, 0), left_a(bins + 1, 0), left_b(bins + 1, 0);
    for (const Followed& woman : a) (woman.event ? events_a : left_a)[woman.bin] += 1;
    for (const Followed& woman : b) (woman.event ? events_b : left_b)[woman.bin] += 1;
    double at_risk_a = static_cast<double>(a.size()), at_risk_b = static_cast<double>(b.size());
    survival::LogRank test;
    test.begin(2);
    for (std::size_t bin = 0; bin <= bins; ++bin) {
        if (events_a[bin] + events_b[bin] > 0)
            test.add_risk_set(std::array{events_b[bin], events_a[bin]}, std::array{at_risk_b, at_risk_a});
        at_risk_a -= events_a[bin] + left_a[bin];
        at_risk_b -= events_b[bin] + left_b[bin];
    }
    test.conclude();
    return test;
}

SmallComparison simulate_comparisons(const StrataCohort& cohort, const Endpoint& endpoint, const ArmOfWomen& a,
                                     const ArmOfWomen& b, const SmallDesign& design) {
    const ArmSampler first(cohort, endpoint, a), second(cohort, endpoint, b);
    const std::size_t bins = cohort.cells().grids->of(endpoint.at_risk).intervals();
    const double follow_up = design.follow_up_years * cohort.model().grid_per_year;
    std::mt19937_64 random(design.seed);
    const auto uniform = [&] { return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53; };
    const auto women = [&](const ArmSampler& arm, std::uint32_t count) {
        std::vector<Followed> followed;
        for (std::uint32_t i = 0; i < count; ++i) {
            const double u = uniform(), v = uniform(), w = uniform();
            followed.push_back(
                arm.draw(u, v, std::min(static_cast<std::uint32_t>(w * follow_up), static_cast<std::uint32_t>(bins))));
        }
        return followed;
    };
    double as_published = 0, direction = 0;
    for (std::uint32_t i = 0; i < design.comparisons; ++i) {
        const std::vector<Followed> arm_a = women(first, design.women_a), arm_b = women(second, design.women_b);
        const survival::LogRank test = log_rank(arm_a, arm_b, bins);
        if (!(test.observed_minus_expected() < 0)) continue;
        direction += 1;
        as_published += test.p_value() <= design.p_value;
    }
    const double share = as_published / design.comparisons;
    return {share, direction / design.comparisons, std::sqrt(share * (1 - share) / design.comparisons)};
}

}  // namespace ibtr::validation
