#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "figure/chart.hpp"
#include "figure/page.hpp"

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

/// A graph on a page, or why there is none.
struct Diagram {
    std::optional<Page> page;
    std::string reason;  ///< for people
};

/// The graph at the places that `layout` gives it, what graphviz writes of graphviz_program as json0; at most as wide
/// as `look` says, smaller with its letters where it would be wider.
Diagram diagram_at(const std::string& layout, const Graph& graph, const Look& look, double label_ems);

/// The same, laid out by graphviz's program dot.
Diagram diagram(const Graph& graph, const Look& look);

}  // namespace ibtr::figure
