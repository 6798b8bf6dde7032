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
        return log_one_plus_exp(shape_ * std::log(x / scale_));
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

/// What the clocks of all splines of a model take: a spec alone has no clock.
ClockSpan span_of_splines(const Model& model) {
    std::optional<ClockSpan> all;
    for (const Transition& transition : model.transitions) {
        const std::vector<const HazardSpec*> hazards = hazards_of(transition);
        if (std::none_of(hazards.begin(), hazards.end(), [](const auto* spec) { return is_spline(spec->family); }))
            continue;
        const ClockSpan span = clock_span(model, transition.clock);
        if (!all) all = span;
        all = ClockSpan{std::min(all->low_years, span.low_years), std::max(all->high_years, span.high_years)};
    }
    return all.value_or(clock_span(model, Clock::time));
}

std::unique_ptr<CumulativeHazard> make_spline(const HazardSpec& spec, const std::vector<double>& gamma,
                                              const Model& model, SplineScale scale) {
    const ClockSpan span = span_of_splines(model);
    return make_royston_parmar(gamma, spec.knots, span.low_years, span.high_years, scale);
}

}  // namespace

long double log_one_plus_exp(long double z) {
    // z to the last digit where e^-z is below the rounding of long double.
    return z > 64 ? z : std::log1p(std::exp(z));
}

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

std::unique_ptr<CumulativeHazard> make_tabulated(std::vector<double> times_years,
                                                 const std::vector<double>& cumulative) {
    std::vector<long double> rates;
    for (std::size_t i = 1; i < times_years.size(); ++i)
        rates.push_back((static_cast<long double>(cumulative[i]) - static_cast<long double>(cumulative[i - 1])) /
                        (static_cast<long double>(times_years[i]) - static_cast<long double>(times_years[i - 1])));
    times_years.pop_back();
    return std::make_unique<StepHazard>(std::move(times_years), std::move(rates));
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
        case HazardFamily::royston_parmar:
            return make_spline(spec, c, model, SplineScale::hazard);
        case HazardFamily::spline_odds:
            return make_spline(spec, c, model, SplineScale::odds);
        case HazardFamily::spline_normal:
            return make_spline(spec, c, model, SplineScale::normal);
        case HazardFamily::gamma:
            return make_gamma(c.at(0), c.at(1));
        case HazardFamily::generalised_f:
            return make_generalised_f(c.at(0), c.at(1), c.at(2), c.at(3));
        case HazardFamily::cumulative_hazard:
            return make_tabulated(spec.knots, c);
        case HazardFamily::life_table:
            return make_life_table(model.life_tables.at(spec.life_table));
        case HazardFamily::probability:
            return make_cycle_probabilities({0}, c, model.cycle_years.value());
        case HazardFamily::probabilities:
            return make_cycle_probabilities(spec.knots, c, model.cycle_years.value());
    }
    throw Error(ExitCode::internal, "unknown hazard family");
}

}  // namespace ibtr
