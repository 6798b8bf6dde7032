#include "cli/program_description.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace ibtr::cli {

std::string help_in_full(const OptionDescription& option) {
    std::string text = option.help;
    const bool all_named = std::all_of(option.words.begin(), option.words.end(), [&](const std::string& word) {
        return option.help.find(word) != std::string::npos;
    });
    if (!all_named) text += "; one of " + list_names(option.words);
    if (!option.limits.empty()) text += "; " + option.limits;
    if (!option.default_value.empty()) text += "; default: " + option.default_value;
    if (!option.needs.empty()) text += "; needs " + list_names(option.needs);
    if (option.required) text += "; required";
    return text + ".";
}

}  // namespace ibtr::cli
