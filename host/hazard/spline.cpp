#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "hazard/families.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

class RoystonParmar final : public CumulativeHazard {
public:
    RoystonParmar(std::vector<double> gamma, std::vector<double> knots, SplineScale scale)
        : gamma_(gamma.begin(), gamma.end()), knots_(knots.begin(), knots.end()), scale_(scale) {}

    [[nodiscard]] long double at(long double x) const override {
        if (x <= 0) return 0;
        return std::min(cumulative(spline(std::log(x))), largest_cumulative);
    }

    /// Smallest ds/dv between two v. It is constant outside the outer knots and a parabola between two knots: attained
    /// at an end, a knot or a parabola's vertex.
    [[nodiscard]] long double smallest_slope(long double low, long double high) const {
        long double smallest = std::min(slope(low), slope(high));
        const auto look_at = [&](long double v) {
            if (v > low && v < high) smallest = std::min(smallest, slope(v));
        };
        for (const long double knot : knots_) look_at(knot);
        for (std::size_t j = 0; j + 1 < knots_.size(); ++j) {
            const long double left = bend(knots_[j]), right = bend(knots_[j + 1]);
            if (left < 0 && right > 0) look_at(knots_[j] + (knots_[j + 1] - knots_[j]) * (left / (left - right)));
        }
        return smallest;
    }
    /// The nearest v to ln(years) that the outer knots enclose: beyond them the slope stays the same.
    [[nodiscard]] long double within_knots(double years) const {
        const long double v = years > 0 ? std::log(static_cast<long double>(years)) : knots_.front();
        return std::clamp(v, knots_.front(), knots_.back());
    }

private:
    /// Sum over the inner knots of gamma_{j+1} times the basis built from (v - k)+^power.
    [[nodiscard]] long double basis(long double v, int power) const {
        const auto truncated = [&](long double knot) { return v > knot ? std::pow(v - knot, power) : 0.0L; };
        long double sum = 0;
        for (std::size_t j = 1; j + 1 < knots_.size(); ++j) {
            const long double lambda = (knots_.back() - knots_[j]) / (knots_.back() - knots_.front());
            sum += gamma_[j + 1] * (truncated(knots_[j]) - lambda * truncated(knots_.front()) -
                                    (1 - lambda) * truncated(knots_.back()));
        }
        return sum;
    }
    [[nodiscard]] long double spline(long double v) const { return gamma_[0] + gamma_[1] * v + basis(v, 3); }
    [[nodiscard]] long double cumulative(long double s) const {
        switch (scale_) {
            case SplineScale::odds:
                return log_one_plus_exp(s);
            case SplineScale::normal:
                return normal_cumulative_hazard(s);
            case SplineScale::hazard:
                break;
        }
        return std::exp(s);
    }
    [[nodiscard]] long double slope(long double v) const { return gamma_[1] + 3 * basis(v, 2); }
    [[nodiscard]] long double bend(long double v) const { return 6 * basis(v, 1); }

    std::vector<long double> gamma_, knots_;
    SplineScale scale_;
};

}  // namespace

std::unique_ptr<CumulativeHazard> make_royston_parmar(std::vector<double> gamma, std::vector<double> knots_log_years,
                                                      double low_years, double high_years, SplineScale scale) {
    auto hazard = std::make_unique<RoystonParmar>(std::move(gamma), std::move(knots_log_years), scale);
    if (hazard->smallest_slope(hazard->within_knots(low_years), hazard->within_knots(high_years)) < 0)
        throw UsageError(
            "spline: the coefficients make the cumulative hazard fall somewhere (a negative hazard); "
            "check their order and the knots, or use fewer knots");
    return hazard;
}

}  // namespace ibtr
