#pragma once

#include <string>

#include "figure/chart.hpp"
#include "figure/formats.hpp"

namespace ibtr::figure {

/// The picture of a graph in the language of graphviz, at most as wide as `look` says, drawn by its program dot.
Picture diagram(const std::string& graph, Format format, const Look& look, const Description& description);

}  // namespace ibtr::figure
