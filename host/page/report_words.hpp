#pragma once

#include <string>

#include "ibtr/model.hpp"
#include "page/curve_rows.hpp"
#include "page/run_record.hpp"

namespace ibtr::page {

/// Numbers as a report prints them.
std::string fixed(double number, int decimals);
/// "1,000,000".
std::string grouped(double whole);
/// "81.2 (81.0 to 81.4)" of a share per 100; the estimate alone where an interval is missing. `by_parameters`: the
/// credible one.
std::string per_100(const RecordedNumber& number, bool by_parameters);
/// The same of a ratio or a number of years, unscaled.
std::string with_interval(const RecordedNumber& number, bool by_parameters, int decimals);
/// "5 years", "1 year", "18 months" where a year's fraction is whole months.
std::string time_in_words(double years);
/// A strategy's label.
const std::string& label_of_strategy(const Model& model, const std::string& name);
/// A state's label.
const std::string& label_of_state(const Model& model, const std::string& name);
/// "45–56" of "age_band=45-56": the level's label; "all" as it is.
std::string group_in_words(const Model& model, const std::string& group);
/// Whether the run's numbers have intervals by parameters (psa).
bool has_credible(const CurveRows& rows);
/// Of which population the first screen speaks: standardised, where it was reported.
std::string first_population(const CurveRows& rows);

}  // namespace ibtr::page
