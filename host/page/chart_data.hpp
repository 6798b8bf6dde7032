#pragma once

#include <nlohmann/json.hpp>

#include "page/curve_rows.hpp"
#include "page/run_record.hpp"

namespace ibtr::page {

/// What the charts of a page draw (host/page/scripts/chart.js): labels, landmarks, and every curve of all women and of
/// groups, to five significant digits.
nlohmann::ordered_json chart_data(const RunRecord& record, const CurveRows& rows);

}  // namespace ibtr::page
