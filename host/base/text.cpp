#include "base/text.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace ibtr {
namespace {

/// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other
/// (optimal string alignment).
std::size_t edit_distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before_last(to.size() + 1), last(to.size() + 1), row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const bool same = from[i - 1] == to[j - 1];
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row.back();
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest = 200;  // of what may be a slip of the pen: the work grows with the square
    std::optional<std::string> nearest;
    std::size_t smallest = std::max<std::size_t>(1, name.size() / 2) + 1;
    if (name.size() > longest) return nearest;
    for (const std::string& candidate : candidates) {
        const auto [less, more] = std::minmax({name.size(), candidate.size()});  // of values: a pair of copies
        if (more - less >= smallest) continue;
        const std::size_t distance = edit_distance(name, candidate);
        if (distance < smallest && distance < name.size()) {
            smallest = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

std::string unknown_name(std::string_view name, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest = 200;
    std::string text =
        "'" + std::string(name.substr(0, longest)) + (name.size() > longest ? "..." : "") + "' is unknown";
    if (const auto nearest = nearest_name(name, candidates)) text += "; nearest: '" + *nearest + "'";
    return text + "; allowed: " + list_names(candidates);
}

std::string list_names(const std::vector<std::string>& names) {
    constexpr std::size_t enough = 4000;  // bytes, which nobody reads to the end
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text.size() > enough) return text + ", ... (" + std::to_string(names.size()) + " in all)";
        text += (text.empty() ? "" : ", ") + names[i];
    }
    return text.empty() ? "none" : text;
}

std::string sentence_case(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

std::vector<std::string> split_text(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

}  // namespace ibtr
