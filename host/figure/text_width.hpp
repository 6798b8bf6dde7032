#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ibtr::figure {

/// Width of a UTF-8 text in DejaVu Sans of one point [pt]: by its table of advances for ASCII, by the average of their
/// scripts for other characters.
double text_width(const std::string& text);

/// A letter, or several that the font joins to one, and where it begins in its text.
struct Letter {
    double at = 0;
    std::string text;
};
/// A text letter by letter, without its spaces, all in parts of its size.
struct Typeset {
    std::vector<Letter> letters;
    double width = 0;
};
/// Where the font puts the letters of a text; nothing where it has others than are known here.
std::optional<Typeset> typeset(const std::string& text);

/// A text on lines no wider than `width` [of text_width], broken at spaces, within a word only where that is wider.
/// What does not fit on `most_lines` ends in an ellipsis.
std::vector<std::string> wrapped(const std::string& text, double width, std::size_t most_lines);

/// A text cut in its middle to a width, to whole characters, with an ellipsis: names that belong together often begin
/// alike and differ at the end.
std::string cut_in_the_middle(const std::string& text, double width);

/// A text without control characters and with the replacement character for bytes that are not UTF-8.
std::string printable(const std::string& text);

}  // namespace ibtr::figure
