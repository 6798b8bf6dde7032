#pragma once

#include <string>
#include <string_view>

/// Changes of configs that leave most of them configs.
namespace ibtr::fuzz {

/// Begins a line that is a comment to the loader, and to the target of models a `--set`.
inline constexpr std::string_view setting_mark = "#set ";

/// The text with one to three changes: a number, a word in quotes, the order of lines, a line or block twice or not at
/// all, one more setting of any key of the schema. A function of the text and the seed.
std::string mutated_model(std::string_view text, unsigned seed);

/// The first text with a block of the second.
std::string crossed_models(std::string_view first, std::string_view second, unsigned seed);

}  // namespace ibtr::fuzz
