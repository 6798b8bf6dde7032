#pragma once

#include <string>

#include "config/node.hpp"
#include "config/problems.hpp"
#include "ibtr/error.hpp"

namespace ibtr::config {

/// Path of a file that a text of the config names: relative to the config that says so, or for an override of the
/// command line to the working folder.
std::string path_from(const Node& name);

/// Reports what is wrong with such a file: at its own lines, or where it cannot be read at all at the name's.
/// @param key that holds the name
void report_file_problems(const ConfigError& error, const Node& name, const std::string& key, Problems& problems);

}  // namespace ibtr::config
