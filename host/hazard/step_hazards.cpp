#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "hazard/families.hpp"

namespace ibtr {
namespace {

/// A hazard that is constant from each start to the next, and from the last one on.
class StepHazard final : public CumulativeHazard {
public:
    StepHazard(std::vector<double> starts, std::vector<long double> rates)
        : starts_(std::move(starts)), rates_(std::move(rates)), cumulative_(starts_.size(), 0) {
        for (std::size_t i = 1; i < starts_.size(); ++i)
            cumulative_[i] = cumulative_[i - 1] + rates_[i - 1] * (static_cast<long double>(starts_[i]) -
                                                                   static_cast<long double>(starts_[i - 1]));
    }

    [[nodiscard]] long double at(long double x) const override {
        const auto next = std::upper_bound(starts_.begin() + 1, starts_.end(), x);
        const auto i = static_cast<std::size_t>(next - starts_.begin()) - 1;
        return std::min(cumulative_[i] + rates_[i] * (x - static_cast<long double>(starts_[i])), largest_cumulative);
    }
    [[nodiscard]] std::vector<double> breaks_years() const override { return {starts_.begin() + 1, starts_.end()}; }
    [[nodiscard]] bool piecewise_linear() const override { return true; }

private:
    std::vector<double> starts_;
    std::vector<long double> rates_, cumulative_;
};

}  // namespace

std::unique_ptr<CumulativeHazard> make_piecewise_constant(std::vector<double> starts_years,
                                                          std::vector<double> rates_per_year) {
    return std::make_unique<StepHazard>(std::move(starts_years),
                                        std::vector<long double>(rates_per_year.begin(), rates_per_year.end()));
}

std::unique_ptr<CumulativeHazard> make_life_table(const LifeTable& table) {
    std::vector<double> starts{0};
    std::vector<long double> rates;
    for (const double q : table.probability) rates.push_back(-std::log1p(-static_cast<long double>(q)));
    for (std::size_t i = 1; i < rates.size(); ++i) starts.push_back(table.first_age_years + static_cast<double>(i));
    return std::make_unique<StepHazard>(std::move(starts), std::move(rates));
}

}  // namespace ibtr
