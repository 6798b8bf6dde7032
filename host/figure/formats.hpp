#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "figure/page.hpp"

namespace ibtr::figure {

enum class Format : std::uint8_t { svg, pdf, png };
const char* file_ending(Format format);  ///< ".svg"

/// What a screen reader says of a figure.
struct Description {
    std::string title, text;
};

/// The SVG of a page: valid XML whatever its texts are, of the page's size in millimetres, with title and description.
std::string svg_text(const Page& page, const Description& description);

/// Resolution of a PNG, as journals ask of drawings with lines and letters: finer than what gnuplot's letters are moved
/// by, which it puts on whole dots.
inline constexpr double png_dots_per_inch = 600;

/// The gnuplot program that writes the page to its standard output. @param format pdf or png
std::string gnuplot_program(const Page& page, Format format);

/// A text as a gnuplot string: single quotes, in which gnuplot substitutes nothing. An apostrophe becomes a typographic
/// one (gnuplot's own escape fails next to a semicolon).
std::string gnuplot_string(const std::string& text);

/// A picture, or why there is none.
struct Picture {
    std::string bytes;   ///< empty where there is none
    std::string reason;  ///< for people
};

/// What a program writes of its standard input, within a minute; it hears no Ctrl-C, for the caller decides what to
/// finish. @param package of Debian that has the program
Picture written_by(const std::string& program, std::vector<std::string> arguments, std::string input,
                   const std::string& package);

/// Draws a page. SVG needs no other program; PDF and PNG are gnuplot's, which reads none of the user's settings. What
/// does not begin and end as its format does is no picture.
Picture picture(const Page& page, Format format, const Description& description);

}  // namespace ibtr::figure
