#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "page/run_record.hpp"

namespace ibtr::page {

/// One strategy's curve of one endpoint, all people, in every draw of a probabilistic analysis.
struct DrawnCurve {
    std::string strategy, population, endpoint;
    std::vector<double> times_years;         ///< ascending
    std::vector<std::vector<float>> values;  ///< [draw][time]
};

/// Of each curve the 2.5, 10, 25, 75, 90 and 97.5 % points by time, and the first draws by themselves, for nested bands
/// and hypothetical outcomes. The spread that is of the number simulated is taken out: draws are drawn towards their
/// mean by sd_corrected / sd_uncorrected of psa_summary.csv (docs/psa.md).
/// @param record whose tables hold psa_summary @param curves parallel in their draws
nlohmann::ordered_json drawn_curves_json(const RunRecord& record, const std::vector<DrawnCurve>& curves);

}  // namespace ibtr::page
