#pragma once

#include <string>

#include "ibtr/config.hpp"

namespace ibtr::config {

/// A config that extends another and says what `--set` options say: loading it gives the text, and with it the hash,
/// that loading the source gives.
/// @param source a file, and the overrides
/// @param base what `extends` names: the source's file as seen from where the new config will lie, or its full path
/// @throws ConfigError as load_config
std::string extending_config(const ConfigSource& source, const std::string& base);

}  // namespace ibtr::config
