#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "figure/chart.hpp"

namespace ibtr::figure {

/// Room at the edges of a page, and of a sample in a key [pt].
inline constexpr double margin_pt = 4, sample_pt = 20;

/// What stands in the key: a line or a patch with its label.
struct KeyEntry {
    std::string label;
    std::size_t rank = 0;
    enum class Sample : std::uint8_t { line, patch, disc } sample = Sample::line;
    Stroke stroke = {};  ///< of a line; its colour of the others
    double opacity = 1;  ///< of a patch
};

/// Every label of a chart once.
std::vector<KeyEntry> key_of(const Chart& chart);

/// Draws the key in columns as wide as its widest label. @return where it ends
double draw_key(Page& page, const std::vector<KeyEntry>& key, double top, const Look& look);

}  // namespace ibtr::figure
