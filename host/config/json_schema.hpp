#pragma once

#include <string>

namespace ibtr::config {

/// The keys of a config and what they may hold, as a JSON Schema (draft 7) for editors: made of schema(). It says
/// nothing of what is required, for a config that extends another leaves keys out.
std::string json_schema();

}  // namespace ibtr::config
