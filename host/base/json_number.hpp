#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace ibtr {

/// JSON has no NaN: what is undefined is null.
inline nlohmann::ordered_json number_or_null(double number) {
    return std::isfinite(number) ? nlohmann::ordered_json(number) : nlohmann::ordered_json(nullptr);
}

}  // namespace ibtr
