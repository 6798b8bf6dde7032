#pragma once

#include <string>

#include "figure/figure.hpp"
#include "ibtr/model.hpp"
#include "report/run_files.hpp"

namespace ibtr {

/// What a model calls its strategies, endpoints, states and parameters for people.
/// @param currency of costs; empty where there are none
figure::Names figure_names(const Model& model, const std::string& currency = {});

/// Where the numbers of a run folder come from whose manifest is not written yet.
figure::Origin figure_origin(const Manifest& manifest);

}  // namespace ibtr
