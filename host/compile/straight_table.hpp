#pragma once

#include <vector>

#include "ibtr/hazard.hpp"

namespace ibtr {

/// A knot of a straight-piece function as the tables hold it.
struct TableKnot {
    float x;      ///< [ticks]
    float value;  ///< cumulative hazard, or probability for ages
};

/// The knots of straight pieces, x rounded to float32 ticks since the start of the domain. The value is that
/// of the pieces at the rounded x, so that only its own rounding is an error. Never falls; a rise too small
/// for a finite inverse slope is none.
std::vector<TableKnot> round_knots(const PiecewiseHazard& pieces, double ticks_per_year);

/// Lays out pieces between knots (at least two; x of the last is the end of the domain) as
/// core/tables.hpp says: x, value, inverse slope, slope, each 2^log2_size floats.
std::vector<float> lay_out(const std::vector<TableKnot>& knots);

}  // namespace ibtr
