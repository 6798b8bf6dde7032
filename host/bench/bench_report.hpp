#pragma once

#include <string>
#include <vector>

#include "bench/contestants.hpp"

namespace ibtr::bench {

/// As Linux calls it.
std::string processor_name();

/// One line. @param missing why there are no plain baselines; empty where there are
std::string results_json(const std::vector<Measurement>& results, const std::string& missing, unsigned rounds);
/// For people: medians, ranges and ratios to the fastest.
std::string results_table(const std::vector<Measurement>& results);

}  // namespace ibtr::bench
