#include "hazard/stepped_ratio.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "hazard/families.hpp"

namespace ibtr {
namespace {

class Stepped final : public CumulativeHazard {
public:
    Stepped(std::unique_ptr<CumulativeHazard> hazard, SteppedRatio ratio)
        : hazard_(std::move(hazard)), ratio_(std::move(ratio)) {
        long double reached = 0;
        for (std::size_t i = 0; i < ratio_.starts_years.size(); ++i) {
            const long double baseline = hazard_->at(static_cast<long double>(ratio_.starts_years[i]));
            if (i > 0) reached += ratio_.values[i - 1] * (baseline - baseline_.back());
            baseline_.push_back(baseline);
            reached_.push_back(reached);
        }
    }

    [[nodiscard]] long double at(long double x) const override {
        const std::vector<double>& starts = ratio_.starts_years;
        const auto next = std::upper_bound(starts.begin() + 1, starts.end(), x);
        const auto i = static_cast<std::size_t>(next - starts.begin()) - 1;
        return std::min(reached_[i] + ratio_.values[i] * (hazard_->at(x) - baseline_[i]), largest_cumulative);
    }

    [[nodiscard]] std::vector<double> breaks_years() const override {
        std::vector<double> breaks = hazard_->breaks_years(), all;
        std::set_union(breaks.begin(), breaks.end(), ratio_.starts_years.begin() + 1, ratio_.starts_years.end(),
                       std::back_inserter(all));
        return all;
    }
    [[nodiscard]] bool piecewise_linear() const override { return hazard_->piecewise_linear(); }

private:
    std::unique_ptr<CumulativeHazard> hazard_;
    SteppedRatio ratio_;
    std::vector<long double> baseline_, reached_;  ///< of the hazard, and of the product, at each start
};

}  // namespace

std::unique_ptr<CumulativeHazard> make_stepped(std::unique_ptr<CumulativeHazard> hazard, SteppedRatio ratio) {
    return std::make_unique<Stepped>(std::move(hazard), std::move(ratio));
}

}  // namespace ibtr
