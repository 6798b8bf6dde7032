#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "figure/chart.hpp"
#include "figure/formats.hpp"

namespace ibtr::figure {

/// States and the transitions between them.
struct Graph {
    struct State {
        std::string label;
        bool absorbing = false;  ///< a box
        bool start = false;      ///< a bold border
    };
    struct Transition {
        std::size_t from = 0, to = 0;
        std::string label;
    };
    std::vector<State> states;
    std::vector<Transition> transitions;
};

/// The graph in the language of graphviz; labels are text, wrapped to lines of `label_ems` times their size.
std::string graphviz_program(const Graph& graph, const Look& look, double label_ems);

/// Its picture, at most as wide as `look` says, drawn by graphviz's program dot.
Picture diagram(const Graph& graph, Format format, const Look& look, const Description& description);

}  // namespace ibtr::figure
