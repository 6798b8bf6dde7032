#include "validate/target_scale.hpp"

#include <cmath>
#include <limits>

#include "base/statistics.hpp"

namespace ibtr::validation {

Quantity quantity_of(const Model& model, const Target& target) {
    QuantityText text = target.what;
    if (text.endpoint == "second_recurrence") text.endpoint = "cif_second_recurrence";
    return resolve(model, text);
}

double comparable(const Quantity& quantity, double value) {
    switch (scale_of(quantity)) {
        case Scale::plain:
            break;
        case Scale::ratio:
            return std::log(value);
        case Scale::survival:
            return -std::log(-std::log(value));
        case Scale::incidence:
            return std::log(-std::log1p(-value));
    }
    return value;
}

double from_comparable(const Quantity& quantity, double scaled) {
    switch (scale_of(quantity)) {
        case Scale::plain:
            break;
        case Scale::ratio:
            return std::exp(scaled);
        case Scale::survival:
            return std::exp(-std::exp(-scaled));
        case Scale::incidence:
            return -std::expm1(-std::exp(scaled));
    }
    return scaled;
}

double published_error(const Quantity& quantity, double value, double low, double high) {
    const double centre = comparable(quantity, value);
    const double below = std::abs(centre - comparable(quantity, low));
    const double above = std::abs(comparable(quantity, high) - centre);
    if (!std::isfinite(centre) || !(std::isfinite(below) || std::isfinite(above)))
        return std::numeric_limits<double>::quiet_NaN();
    if (!std::isfinite(below)) return above / z_975;
    if (!std::isfinite(above)) return below / z_975;
    return std::abs(comparable(quantity, high) - comparable(quantity, low)) / (2 * z_975);
}

}  // namespace ibtr::validation
