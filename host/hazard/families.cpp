#include "hazard/families.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "ibtr/error.hpp"
#include "model/hazard_families.hpp"

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

class RoystonParmar final : public CumulativeHazard {
public:
    RoystonParmar(std::vector<double> gamma, std::vector<double> knots)
        : gamma_(gamma.begin(), gamma.end()), knots_(knots.begin(), knots.end()) {}

    [[nodiscard]] long double at(long double x) const override {
        if (x <= 0) return 0;
        return std::min(std::exp(log_cumulative(std::log(x))), largest_cumulative);
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
    [[nodiscard]] long double log_cumulative(long double v) const { return gamma_[0] + gamma_[1] * v + basis(v, 3); }
    [[nodiscard]] long double slope(long double v) const { return gamma_[1] + 3 * basis(v, 2); }
    [[nodiscard]] long double bend(long double v) const { return 6 * basis(v, 1); }

    std::vector<long double> gamma_, knots_;
};

/// What the clocks of all splines of a model take: a spec alone has no clock.
ClockSpan span_of_splines(const Model& model) {
    std::optional<ClockSpan> all;
    for (const Transition& transition : model.transitions) {
        const auto is_spline = [](const HazardSpec& spec) { return spec.family == HazardFamily::royston_parmar; };
        if (!is_spline(transition.hazard) &&
            std::none_of(transition.hazard_where.begin(), transition.hazard_where.end(),
                         [&](const auto& other) { return is_spline(other.hazard); }))
            continue;
        const ClockSpan span = clock_span(model, transition.clock);
        if (!all) all = span;
        all = ClockSpan{std::min(all->low_years, span.low_years), std::max(all->high_years, span.high_years)};
    }
    return all.value_or(clock_span(model, Clock::time));
}

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

long double hazard_of_cycle(long double probability) {
    return probability < 1 ? std::min(-std::log1p(-probability), certain_hazard) : certain_hazard;
}

std::unique_ptr<CumulativeHazard> make_cycle_probabilities(std::vector<double> starts_years,
                                                           const std::vector<double>& probabilities,
                                                           double cycle_years) {
    std::vector<long double> rates;
    for (const double p : probabilities)
        rates.push_back(hazard_of_cycle(static_cast<long double>(p)) / static_cast<long double>(cycle_years));
    return std::make_unique<StepHazard>(std::move(starts_years), std::move(rates));
}

std::unique_ptr<CumulativeHazard> make_cumulative_hazard(const HazardSpec& spec, const Model& model,
                                                         const Parameters& parameters) {
    std::vector<double> c;
    for (const Input& coefficient : spec.coefficients) c.push_back(parameters.value(coefficient));
    switch (spec.family) {
        case HazardFamily::exponential:
            return make_exponential(c.at(0));
        case HazardFamily::weibull:
            return make_weibull(c.at(0), c.at(1));
        case HazardFamily::gompertz:
            return make_gompertz(c.at(0), c.at(1));
        case HazardFamily::lognormal:
            return make_lognormal(c.at(0), c.at(1));
        case HazardFamily::loglogistic:
            return make_loglogistic(c.at(0), c.at(1));
        case HazardFamily::generalised_gamma:
            return make_generalised_gamma(c.at(0), c.at(1), c.at(2));
        case HazardFamily::piecewise_constant:
            return make_piecewise_constant(spec.knots, c);
        case HazardFamily::royston_parmar: {
            const ClockSpan span = span_of_splines(model);
            return make_royston_parmar(c, spec.knots, span.low_years, span.high_years);
        }
        case HazardFamily::life_table:
            return make_life_table(model.life_tables.at(spec.life_table));
        case HazardFamily::probability:
            return make_cycle_probabilities({0}, c, model.cycle_years.value());
        case HazardFamily::probabilities:
            return make_cycle_probabilities(spec.knots, c, model.cycle_years.value());
    }
    throw Error(ExitCode::internal, "unknown hazard family");
}

std::unique_ptr<CumulativeHazard> make_royston_parmar(std::vector<double> gamma, std::vector<double> knots_log_years,
                                                      double low_years, double high_years) {
    auto hazard = std::make_unique<RoystonParmar>(std::move(gamma), std::move(knots_log_years));
    if (hazard->smallest_slope(hazard->within_knots(low_years), hazard->within_knots(high_years)) < 0)
        throw UsageError(
            "royston_parmar: the coefficients make the cumulative hazard fall somewhere (a negative hazard); "
            "check their order and the knots, or use fewer knots");
    return hazard;
}

}  // namespace ibtr
