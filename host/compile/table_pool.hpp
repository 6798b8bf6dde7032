#pragma once

#include <map>
#include <utility>
#include <vector>

#include "ibtr/core/tables.hpp"

namespace ibtr {

/// Collects laid-out tables one after another; equal ones are stored once.
class TablePool {
public:
    /// Where the table lies in the pool.
    core::TableRef store(const std::vector<float>& table);
    [[nodiscard]] std::vector<float> take() { return std::move(floats_); }

private:
    std::vector<float> floats_;
    std::map<std::vector<float>, core::TableRef> places_;
};

}  // namespace ibtr
