#pragma once

#include <string>

#include "base/run_folder.hpp"
#include "ibtr/model.hpp"
#include "report/run_files.hpp"

namespace ibtr {

/// Adds os.svg and os.png with their caption os.txt to a run folder that has its curves.csv; os_as_observed.* too where
/// that population is reported.
/// @return empty, or a sentence that says what is missing and which package would draw it
std::string draw_survival_figure(const Model& model, const Manifest& manifest, const RunFolder& folder);

/// What draw_survival_figure writes.
FileNames survival_figure_files();

}  // namespace ibtr
