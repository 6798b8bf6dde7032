#pragma once

#include <string>

#include "figure/kinds.hpp"

namespace ibtr::figure {

/// What an outcome of a sensitivity analysis is, with its unit: of a row of one_way.csv or two_way.csv.
std::string outcome_in_words(const Material& material, const Rows& rows, std::size_t row);

/// Of a file of several outcomes the first row of an endpoint, or of the file where none is asked for.
/// @throws UsageError where the file has no such endpoint
std::size_t first_row_of(const Rows& rows, const std::optional<std::string>& endpoint);
/// The rows of the outcome that a row is of.
std::vector<std::size_t> rows_like(const Rows& rows, std::size_t row);

/// "Ratio of proportions alive" of "rr_alive"
std::string measure_in_words(const std::string& measure);

}  // namespace ibtr::figure
