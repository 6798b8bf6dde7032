#pragma once

#include <exception>

namespace ibtr::cli {

/// Says on stderr what went wrong. @return the exit code for it
int report_failure(const std::exception& error);

}  // namespace ibtr::cli
