#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ibtr {

/// The candidate with the smallest edit distance to `name`, if it is close enough to be a slip of the pen.
std::optional<std::string> nearest_name(std::string_view name, const std::vector<std::string>& candidates);

/// "'nmae' is unknown; nearest: 'name'; allowed: from, name, to": the tail of every unknown-name message.
std::string unknown_name(std::string_view name, const std::vector<std::string>& candidates);

/// Names separated by commas; "none" for an empty list.
std::string list_names(const std::vector<std::string>& names);

/// The names of things that have one, in their order.
template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& things) {
    std::vector<std::string> names;
    names.reserve(things.size());
    for (const Named& thing : things) names.push_back(thing.name);
    return names;
}

/// A text with a capital first letter, where that is an ASCII letter.
std::string sentence_case(std::string text);

/// The parts between separators, one more than there are separators; parts may be empty.
std::vector<std::string> split_text(std::string_view text, char separator);

}  // namespace ibtr
