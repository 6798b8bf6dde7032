#include "survival/parametric_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "base/statistics.hpp"
#include "survival/likelihood_family.hpp"
#include "survival/person_years.hpp"

namespace ibtr::survival {
namespace {

class TimesLikelihood final : public LogLikelihood {
public:
    TimesLikelihood(const EventTimes& times, TwoParameterLaw law) : times_(times), law_(law) {}

    double at(std::span<const double> place, std::span<double> score, std::span<double> information) override {
        std::fill(score.begin(), score.end(), 0.0);
        std::fill(information.begin(), information.end(), 0.0);
        double value = 0;
        const auto add = [&](const Jet& jet, double weight) {
            value += weight * jet.value;
            score[0] += weight * jet.a;
            score[1] += weight * jet.b;
            information[0] -= weight * jet.aa;
            information[1] -= weight * jet.ab;
            information[3] -= weight * jet.bb;
        };
        for (std::size_t i = 0; i < times_.size(); ++i) {
            const HazardJets at_exit = hazard_jets(law_, place[0], place[1], times_.exit[i]);
            if (times_.event[i] != 0) add(at_exit.log_hazard, 1);
            add(at_exit.cumulative, -1);
            if (!times_.entry.empty() && times_.entry[i] > 0)
                add(hazard_jets(law_, place[0], place[1], times_.entry[i]).cumulative, 1);
        }
        information[2] = information[1];
        return value;
    }

private:
    const EventTimes& times_;
    TwoParameterLaw law_;
};

/// How a family is fitted: its parameters, and where the search begins.
struct TwoParameterFamily {
    FittedFamily family;
    TwoParameterLaw law;
    std::array<const char*, 2> keys;
    std::array<bool, 2> is_logarithm;
};
constexpr std::array two_parameter_families{
    TwoParameterFamily{FittedFamily::weibull, TwoParameterLaw::weibull, {"shape", "scale_years"}, {true, true}},
    TwoParameterFamily{
        FittedFamily::gompertz, TwoParameterLaw::gompertz, {"rate_per_year", "shape_per_year"}, {true, false}},
    TwoParameterFamily{FittedFamily::lognormal, TwoParameterLaw::lognormal, {"meanlog", "sdlog"}, {false, true}},
    TwoParameterFamily{FittedFamily::loglogistic, TwoParameterLaw::loglogistic, {"shape", "scale_years"}, {true, true}},
    TwoParameterFamily{FittedFamily::gamma, TwoParameterLaw::gamma, {"shape", "rate_per_year"}, {true, true}},
};

std::array<double, 2> beginning(TwoParameterLaw law, const EventTimes& times, double log_rate) {
    switch (law) {
        case TwoParameterLaw::weibull:
        case TwoParameterLaw::loglogistic:
            return {0, -log_rate};
        case TwoParameterLaw::gompertz:
            return {log_rate, 0};
        case TwoParameterLaw::gamma:
            return {0, log_rate};
        case TwoParameterLaw::lognormal:
            break;
    }
    Moments logs;
    for (const double exit : times.exit) logs.add(std::log(exit));
    constexpr double least_spread = 0.1;
    const double spread = std::sqrt(std::max(0.0, logs.squared_deviations() / logs.count()));
    return {logs.mean(), std::log(std::max(least_spread, spread))};
}

void fit_by_search(ParametricFit& fit, const TwoParameterFamily& family, const EventTimes& times) {
    TimesLikelihood likelihood(times, family.law);
    const auto start = beginning(family.law, times, std::log(fit.events / fit.years));
    const double last = *std::max_element(times.exit.begin(), times.exit.end());
    const std::array<double, 2> scale{1, family.is_logarithm[1] ? 1 : last};
    Maximum maximum;
    MaximiseOptions options;
    options.is_concave = false;
    maximum.find(likelihood, start, scale, options);
    fit.status = maximum.status();
    fit.parameter = maximum.coordinate();
    fit.log_likelihood = maximum.value();
    fit.covariance.assign(maximum.covariance().begin(), maximum.covariance().end());
    for (std::size_t j = 0; j < 2; ++j) {
        fit.keys.emplace_back(family.keys[j]);
        fit.is_logarithm.push_back(family.is_logarithm[j] ? 1 : 0);
        fit.values.push_back(family.is_logarithm[j] ? std::exp(maximum.place()[j]) : maximum.place()[j]);
    }
}

/// Events over years in each interval; the logarithm of that has variance 1/events. An interval without events has
/// rate 0, whose logarithm has no maximum.
void fit_rates(ParametricFit& fit, std::span<const PersonYears> cells) {
    fit.status = FitStatus::converged;
    fit.covariance.assign(cells.size() * cells.size(), 0);
    for (std::size_t k = 0; k < cells.size(); ++k) {
        const PersonYears& cell = cells[k];
        fit.keys.emplace_back(fit.family == FittedFamily::exponential ? "rate_per_year" : "rates_per_year");
        fit.is_logarithm.push_back(1);
        fit.values.push_back(cell.rate());
        fit.covariance[k * cells.size() + k] = cell.events > 0 ? 1 / cell.events : undefined;
        if (cell.events > 0) fit.log_likelihood += cell.events * std::log(cell.rate()) - cell.events;
        if (cell.events > 0 || fit.status != FitStatus::converged) continue;
        fit.status = FitStatus::monotone;
        fit.parameter = k;
    }
}

}  // namespace

std::string_view name_of(FittedFamily family) {
    switch (family) {
        case FittedFamily::exponential:
            return "exponential";
        case FittedFamily::weibull:
            return "weibull";
        case FittedFamily::gompertz:
            return "gompertz";
        case FittedFamily::lognormal:
            return "lognormal";
        case FittedFamily::loglogistic:
            return "loglogistic";
        case FittedFamily::gamma:
            return "gamma";
        case FittedFamily::piecewise_constant:
            break;
    }
    return "piecewise_constant";
}

double ParametricFit::coordinate(std::size_t index) const {
    return is_logarithm[index] != 0 ? std::log(values[index]) : values[index];
}

double ParametricFit::error(std::size_t index) const {
    const double of_coordinate = std::sqrt(covariance[index * values.size() + index]);
    return is_logarithm[index] != 0 ? values[index] * of_coordinate : of_coordinate;
}

double ParametricFit::aic() const {
    return 2 * static_cast<double>(values.size()) - 2 * log_likelihood;
}

ParametricFit fit_parametric(const EventTimes& times, FittedFamily family, std::span<const double> starts_years) {
    if (std::any_of(times.exit.begin(), times.exit.end(), [](double exit) { return !(exit > 0); }))
        throw std::invalid_argument("parametric fit: a time that is not above 0");
    ParametricFit fit;
    fit.family = family;
    std::vector<double> breaks{0};
    if (family == FittedFamily::piecewise_constant) {
        breaks.assign(starts_years.begin(), starts_years.end());
        fit.starts_years = breaks;
    }
    breaks.push_back(std::numeric_limits<double>::infinity());
    std::vector<PersonYears> cells(breaks.size() - 1);
    add_person_years(times, {}, breaks, cells);
    for (const PersonYears& cell : cells) {
        fit.events += cell.events;
        fit.years += cell.years;
    }
    const auto found = std::find_if(two_parameter_families.begin(), two_parameter_families.end(),
                                    [&](const TwoParameterFamily& each) { return each.family == family; });
    if (fit.events == 0) return fit;
    if (found == two_parameter_families.end())
        fit_rates(fit, cells);
    else
        fit_by_search(fit, *found, times);
    return fit;
}

}  // namespace ibtr::survival
