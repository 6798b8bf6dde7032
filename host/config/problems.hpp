#pragma once

#include <string>
#include <vector>

#include "config/node.hpp"
#include "ibtr/error.hpp"

namespace ibtr::config {

/// Collects what is wrong, so that all of it is reported at once.
class Problems {
public:
    void add(const Origin& origin, std::string key, std::string message);
    [[nodiscard]] bool empty() const noexcept { return problems_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return problems_.size(); }
    /// @throws ConfigError listing the problems by file and line, if there are any.
    void throw_if_any() const;

private:
    std::vector<Problem> problems_;
};

}  // namespace ibtr::config
