#pragma once

#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "ibtr/model.hpp"
#include "psa/decision_report.hpp"
#include "report/survival_figure.hpp"

namespace ibtr::psa {

/// The gnuplot program of the cost-effectiveness acceptability curves: the share of draws in which each strategy has
/// the greatest net benefit, corrected for simulation noise where that is resolved, with the acceptability frontier.
/// @param currency of costs
std::string ceac_figure_script(const Model& model, const std::string& currency, const ChoiceCurve& curve,
                               PictureFormat format);

/// Draws ceac.svg and ceac.png into the run folder (ceac_as_observed.* too where that population is reported).
/// @return empty, or a sentence that says why there is no figure
std::string draw_ceac(const Model& model, const std::string& currency, const std::vector<ChoiceCurve>& curves,
                      const RunFolder& folder);

/// What draw_ceac writes.
FileNames ceac_files();

}  // namespace ibtr::psa
