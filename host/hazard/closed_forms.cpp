#include <algorithm>
#include <cmath>

#include "hazard/families.hpp"

namespace ibtr {
namespace {

class Exponential final : public CumulativeHazard {
public:
    explicit Exponential(long double rate) : rate_(rate) {}
    [[nodiscard]] long double at(long double x) const override { return std::min(rate_ * x, largest_cumulative); }
    [[nodiscard]] bool piecewise_linear() const override { return true; }

private:
    long double rate_;
};

class Weibull final : public CumulativeHazard {
public:
    Weibull(long double shape, long double scale) : shape_(shape), scale_(scale) {}
    [[nodiscard]] long double at(long double x) const override {
        if (x <= 0) return 0;
        return std::min(std::exp(shape_ * std::log(x / scale_)), largest_cumulative);
    }

private:
    long double shape_, scale_;
};

class Gompertz final : public CumulativeHazard {
public:
    Gompertz(long double shape, long double rate) : shape_(shape), rate_(rate) {}
    [[nodiscard]] long double at(long double x) const override {
        if (shape_ == 0) return std::min(rate_ * x, largest_cumulative);
        if (rate_ == 0) return 0;
        return std::min(rate_ * (std::expm1(shape_ * x) / shape_), largest_cumulative);
    }

private:
    long double shape_, rate_;
};

class LogLogistic final : public CumulativeHazard {
public:
    LogLogistic(long double shape, long double scale) : shape_(shape), scale_(scale) {}
    [[nodiscard]] long double at(long double x) const override {
        if (x <= 0) return 0;
        const long double log_odds = shape_ * std::log(x / scale_);
        // ln(1 + e^z) = z to the last digit where e^-z is below the rounding of long double.
        return log_odds > 64 ? log_odds : std::log1p(std::exp(log_odds));
    }

private:
    long double shape_, scale_;
};

}  // namespace

std::unique_ptr<CumulativeHazard> make_exponential(long double rate_per_year) {
    return std::make_unique<Exponential>(rate_per_year);
}

std::unique_ptr<CumulativeHazard> make_weibull(long double shape, long double scale_years) {
    return std::make_unique<Weibull>(shape, scale_years);
}

std::unique_ptr<CumulativeHazard> make_gompertz(long double shape_per_year, long double rate_per_year) {
    return std::make_unique<Gompertz>(shape_per_year, rate_per_year);
}

std::unique_ptr<CumulativeHazard> make_loglogistic(long double shape, long double scale_years) {
    return std::make_unique<LogLogistic>(shape, scale_years);
}

}  // namespace ibtr
