#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "ibtr/model.hpp"
#include "report/survival_figure.hpp"

/// What every figure shares: page, fonts, lengths of labels, files.
namespace ibtr {

/// The line that sets gnuplot's terminal for a page of this size [pixels of the SVG].
std::string picture_terminal(PictureFormat format, double page_width, double page_height);

/// Colour ("#rrggbb") and gnuplot dash type of the n-th line: both, so that lines are told apart without colour too.
const char* line_colour(std::size_t n);
const char* line_dash(std::size_t n);

/// Number of characters of a UTF-8 text.
std::size_t characters(const std::string& text);

/// Shortens a UTF-8 text to whole characters, forty of them, in the middle: names that belong together often begin
/// alike and differ at the end. An ellipsis marks the cut.
std::string shortened(const std::string& text);

/// What strategies are called in a figure: their labels, or names where they have none, shortened; those that would
/// read the same are numbered.
std::vector<std::string> line_labels(const std::vector<Strategy>& strategies);

/// What draw_picture writes.
FileNames picture_files(const std::string& name);

/// Draws NAME.svg and NAME.png into the folder.
/// @return empty, or why there is no picture, for people
std::string draw_picture(const std::string& name, const RunFolder& folder,
                         const std::function<std::string(PictureFormat)>& script);

/// A text as a gnuplot string: single quotes, in which gnuplot substitutes nothing. An apostrophe becomes a typographic
/// one (gnuplot's own escape fails next to a semicolon), control characters become spaces.
std::string gnuplot_string(const std::string& text);

/// "rate [per_year]"; a name alone where its unit is "none" or empty.
std::string axis_title(const std::string& name, const std::string& unit);

}  // namespace ibtr
