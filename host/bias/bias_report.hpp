#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "bias/bias.hpp"

/// What `ibtr bias` prints and writes. Every text is a pure function of the analysis.
namespace ibtr::bias {

struct BiasAnalysis {
    ObservedRatio asked;         ///< as given
    std::optional<double> risk;  ///< where it is of people without the event: the comparator's risk of it
    ObservedRatio observed;      ///< of events
    double true_ratio = 1;       ///< of events, to which the observed one is moved
    std::vector<SurfacePoint> surface;
};

/// @param risk where the ratio is of people without the event
/// @throws UsageError for numbers that are no ratio, interval or risk
BiasAnalysis analyse_bias(const ObservedRatio& asked, std::optional<double> risk, double true_ratio,
                          const SurfaceGrid& grid);

/// One row a factor: its prevalence in either group, strength, Bross's factor, the bound, and the ratio that is left.
std::string bias_csv(const BiasAnalysis& analysis);
std::string bias_json(const BiasAnalysis& analysis, bool one_line);
/// E-values, and what a factor of a given strength would have to differ by.
std::string bias_table(const BiasAnalysis& analysis);

/// All files of a run folder.
void write_bias(const BiasAnalysis& analysis, const RunFolder& folder);
FileNames bias_files();

}  // namespace ibtr::bias
