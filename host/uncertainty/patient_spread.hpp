#pragma once

namespace ibtr {

/// Standard deviation of patients from what is printed of their spread, for roughly normal data
/// (Wan, Wang, Liu, Tong 2014, BMC Med Res Methodol 14:135, equations 9 and 16).
/// @param n number of patients, 2 or more
double sd_from_range(double lowest, double highest, double n);
double sd_from_quartiles(double lower, double upper, double n);

}  // namespace ibtr
