#pragma once

#include <string>

namespace ibtr {

/// One of those whom a model calls by a plural: "a woman" of "women", "a patient" of "patients"; "one of the children"
/// where the singular does not follow by rule.
std::string one_of(const std::string& people);

}  // namespace ibtr
