#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

/// Groups of targets that are joined pair by pair.
class JoinedTargets {
public:
    explicit JoinedTargets(std::size_t count) : first_(count) { std::iota(first_.begin(), first_.end(), 0U); }

    /// The earliest target of the group.
    [[nodiscard]] std::size_t group(std::size_t i) const {
        while (first_[i] != i) i = first_[i];
        return i;
    }
    void join(std::size_t a, std::size_t b) {
        const std::size_t one = group(a), other = group(b);
        first_[std::max(one, other)] = std::min(one, other);
    }

private:
    std::vector<std::size_t> first_;
};

/// The targets that write a name, and the one that bears it: [name] in the order of the table.
std::map<std::string, std::vector<std::size_t>> targets_by_name(const std::vector<Target>& targets) {
    std::map<std::string, std::vector<std::size_t>> found;
    for (std::size_t i = 0; i < targets.size(); ++i)
        for (const std::string& name : targets[i].shares_women_with) found[name].push_back(i);
    for (std::size_t i = 0; i < targets.size(); ++i)
        if (const auto named = found.find(targets[i].name); named != found.end())
            if (std::find(named->second.begin(), named->second.end(), i) == named->second.end())
                named->second.push_back(i);
    return found;
}

}  // namespace

std::vector<std::size_t> cohorts_of(const std::vector<Target>& targets) {
    JoinedTargets joined(targets.size());
    for (const auto& [name, rows] : targets_by_name(targets))
        for (const std::size_t row : rows) joined.join(rows.front(), row);
    std::vector<std::size_t> cohorts;
    for (std::size_t i = 0; i < targets.size(); ++i) cohorts.push_back(joined.group(i));
    return cohorts;
}

void check_cohorts(const std::vector<Target>& targets, const std::string& file, std::vector<Problem>& problems) {
    const auto by_name = targets_by_name(targets);
    std::vector<std::string> shared;
    for (const auto& [name, rows] : by_name)
        if (rows.size() > 1) shared.push_back(name);
    for (const auto& [name, rows] : by_name) {
        const auto nearest = rows.size() > 1 ? std::nullopt : nearest_name(name, shared);
        if (!nearest) continue;
        const Target& target = targets[rows.front()];
        problems.push_back(
            {file, target.line, target.name + ".shares_women_with",
             fmt::format("no other row writes '{}', and no other target is called so; write '{}' if that is meant, "
                         "or give the women a name less like it",
                         name, *nearest)});
    }
}

}  // namespace ibtr
