#pragma once

#include <string>

#include "page/markup.hpp"
#include "page/run_record.hpp"

namespace ibtr::page {

/// A CSV table of a run as a report shows it: numbers to five significant digits, the first `most_rows` rows.
ShownTable shown(const CsvTable& table, const std::string& name, const std::string& caption, std::size_t most_rows);

/// A recorded figure as an image that is part of the page.
std::string image(const RecordedFigure& figure, const std::string& alternative);

}  // namespace ibtr::page
