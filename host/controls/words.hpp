#pragma once

#include <algorithm>
#include <string>

namespace ibtr::controls {

/// "age_band" as "age band".
inline std::string in_words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

}  // namespace ibtr::controls
