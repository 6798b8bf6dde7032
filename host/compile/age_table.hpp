#pragma once

#include <vector>

#include "ibtr/model.hpp"

namespace ibtr {

/// The table of a band's age distribution: probability as a function of age above the band's start [ticks],
/// inverted by core::draw_age. Uniform, or by the weights of single years and uniform within a year; a
/// band with equal ends gives its start to every woman.
std::vector<float> age_table(const AgeBand& band, double ticks_per_year);

}  // namespace ibtr
