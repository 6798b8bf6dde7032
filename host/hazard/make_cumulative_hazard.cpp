#include <cstddef>

#include "hazard/families.hpp"
#include "ibtr/error.hpp"

namespace ibtr {

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
            return make_royston_parmar(c, spec.knots);
        case HazardFamily::life_table:
            return make_life_table(model.life_tables.at(spec.life_table));
    }
    throw Error(ExitCode::internal, "unknown hazard family");
}

}  // namespace ibtr
