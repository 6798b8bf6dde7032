#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ibtr/error.hpp"
#include "node.hpp"

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

/// The candidate with the smallest edit distance to `name`, if it is close enough to be a slip of the pen.
std::optional<std::string> nearest_name(std::string_view name, const std::vector<std::string>& candidates);

/// "'nmae' is unknown; nearest: 'name'; allowed: from, name, to": the tail of every unknown-name message.
std::string unknown_name(std::string_view name, const std::vector<std::string>& candidates);

/// Names separated by commas; "none" for an empty list.
std::string list_names(const std::vector<std::string>& names);

}  // namespace ibtr::config
