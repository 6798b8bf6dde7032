#pragma once

#include <string>

#include "model/endpoint_rules.hpp"

namespace ibtr {

/// What `rd`, a difference of people without the event, is multiplied by to be the difference of the endpoint's own
/// curves, strategy minus reference: -1 where they count people with the event.
inline double sign_of_difference(const std::string& endpoint) {
    return kind_of_endpoint(endpoint) == EndpointKind::incidence ? -1 : 1;
}

}  // namespace ibtr
