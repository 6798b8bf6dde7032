#pragma once

#include <cstdint>
#include <string>

#include "base/run_folder.hpp"
#include "ibtr/estimate.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

enum class PictureFormat : std::uint8_t { svg, png };

/// What the intervals of the estimates come from.
enum class Bands : std::uint8_t {
    simulation,  ///< the finite number of women; numbers at risk stand under the axis
    credible,    ///< the parameters; nobody is at risk
};

/// The gnuplot program of the survival figure: overall survival of every strategy, group "all", with pointwise
/// intervals (ci_low to ci_high) and, for a simulation, the numbers at risk at whole years under the axis.
/// The picture goes to gnuplot's standard output.
std::string survival_figure_script(const Model& model, const Estimates& estimates, PopulationKind population,
                                   PictureFormat format, Bands kind = Bands::simulation);

/// Draws os.svg and os.png into the run folder (os_as_observed.* too where that population is reported).
/// @return empty, or a sentence that says why there is no figure and which package would draw it.
std::string draw_survival_figure(const Model& model, const Estimates& estimates, const RunFolder& folder,
                                 Bands kind = Bands::simulation);

/// What draw_survival_figure writes.
FileNames survival_figure_files();

}  // namespace ibtr
