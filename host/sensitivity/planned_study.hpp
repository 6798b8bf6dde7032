#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameter_sampler.hpp"

namespace ibtr::sensitivity {

/// What a study would see of a parameter.
enum class ObservationLaw : std::uint8_t {
    binomial,   ///< events among `size` people, of a probability
    poisson,    ///< events in `size` person-years, of a rate a year
    normal,     ///< an estimate with standard error `size`
    lognormal,  ///< the same of its logarithm
};

struct Observation {
    std::size_t parameter = 0;
    ObservationLaw law = ObservationLaw::normal;
    double size = 0;
};

/// A study that has not been done.
struct PlannedStudy {
    std::string name;  ///< as the user wrote it
    std::vector<Observation> observations;
};

/// "h_local=poisson:500,hr=lognormal:0.1".
/// @throws UsageError where it is none, or a parameter has no uncertainty
PlannedStudy parse_planned_study(const Model& model, const ParameterSampler& sampler, const std::string& text);

/// One number that a study would see, where the parameter has a value: counts as shares and rates, estimates as they
/// are (of `lognormal` the logarithm). A function of the stream's words.
/// @throws UsageError where the value has no such observation: a probability outside [0, 1], a rate below 0
double simulate_observation(const Observation& observation, double value, std::uint64_t stream);

/// Logarithm of the likelihood of what was seen, but for a constant that does not depend on the value.
double log_likelihood(const Observation& observation, double seen, double value);

}  // namespace ibtr::sensitivity
