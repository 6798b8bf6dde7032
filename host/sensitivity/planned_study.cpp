#include "sensitivity/planned_study.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/random/binomial_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::sensitivity {
namespace {

constexpr std::array law_names{"binomial", "poisson", "normal", "lognormal"};  // of ObservationLaw
constexpr double largest_size = 1e9;

Observation parse_observation(const Model& model, const ParameterSampler& sampler, const std::string& study,
                              const std::string& text) {
    const auto refuse = [&](const std::string& why) -> Observation {
        throw UsageError(fmt::format("--study {}: {}", study, why));
    };
    const std::size_t equals = text.find('='), colon = text.find(':', equals == std::string::npos ? 0 : equals);
    if (equals == std::string::npos || colon == std::string::npos)
        return refuse(fmt::format("'{}': expected PARAMETER=LAW:SIZE, such as h=poisson:500", text));
    Observation observation;
    observation.parameter = drawn_parameter(model, sampler, "--study", text.substr(0, equals));
    const std::string law = text.substr(equals + 1, colon - equals - 1);
    const auto place = std::find(law_names.begin(), law_names.end(), law);
    if (place == law_names.end()) return refuse(fmt::format("law '{}': expected {}", law, fmt::join(law_names, ", ")));
    observation.law = static_cast<ObservationLaw>(place - law_names.begin());
    const auto size = parse_number(text.substr(colon + 1));
    if (!size || *size <= 0 || *size > largest_size)
        return refuse(
            fmt::format("size '{}': expected a number above 0, at most {:g}", text.substr(colon + 1), largest_size));
    if (observation.law == ObservationLaw::binomial && *size != std::floor(*size))
        return refuse(fmt::format("size {:g}: a number of people is a whole one", *size));
    observation.size = *size;
    return observation;
}

[[noreturn]] void refuse_value(const Observation& observation, double value, const char* expected) {
    throw UsageError(fmt::format("--study: a draw of {:g} cannot be seen by {}, which needs {}", value,
                                 law_names[static_cast<std::size_t>(observation.law)], expected));
}

}  // namespace

PlannedStudy parse_planned_study(const Model& model, const ParameterSampler& sampler, const std::string& text) {
    PlannedStudy study{text, {}};
    for (const std::string& part : split_text(text, ','))
        study.observations.push_back(parse_observation(model, sampler, text, part));
    return study;
}

double simulate_observation(const Observation& observation, double value, std::uint64_t stream) {
    std::mt19937_64 words(stream);
    const double size = observation.size;
    switch (observation.law) {
        case ObservationLaw::binomial: {
            if (!(value >= 0) || !(value <= 1)) refuse_value(observation, value, "a probability");
            boost::random::binomial_distribution<std::int64_t> events(static_cast<std::int64_t>(size), value);
            return static_cast<double>(events(words)) / size;
        }
        case ObservationLaw::poisson: {
            if (!(value >= 0)) refuse_value(observation, value, "a rate");
            if (value == 0) return 0;
            boost::random::poisson_distribution<std::int64_t> events(value * size);
            return static_cast<double>(events(words)) / size;
        }
        case ObservationLaw::normal:
            return boost::random::normal_distribution<double>(value, size)(words);
        case ObservationLaw::lognormal:
            break;
    }
    if (!(value > 0)) refuse_value(observation, value, "a number above 0");
    return boost::random::normal_distribution<double>(std::log(value), size)(words);
}

double log_likelihood(const Observation& observation, double seen, double value) {
    const double size = observation.size;
    const auto product = [](double count, double logarithm) { return count == 0 ? 0 : count * logarithm; };
    switch (observation.law) {
        case ObservationLaw::binomial:
            return product(seen * size, std::log(value)) + product((1 - seen) * size, std::log1p(-value));
        case ObservationLaw::poisson:
            return product(seen * size, std::log(value)) - value * size;
        case ObservationLaw::normal:
            break;
        case ObservationLaw::lognormal:
            if (!(value > 0)) return -std::numeric_limits<double>::infinity();
            value = std::log(value);
            break;
    }
    return -std::pow((seen - value) / size, 2) / 2;
}

}  // namespace ibtr::sensitivity
