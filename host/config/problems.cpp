#include "config/problems.hpp"

#include <algorithm>
#include <tuple>

namespace ibtr::config {

void Problems::add(const Origin& origin, std::string key, std::string message) {
    problems_.push_back({origin.file ? *origin.file : "", origin.line, std::move(key), std::move(message)});
}

void Problems::throw_if_any() const {
    if (problems_.empty()) return;
    std::vector<Problem> sorted = problems_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    throw ConfigError(std::move(sorted));
}

}  // namespace ibtr::config
