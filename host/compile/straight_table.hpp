#pragma once

#include <map>
#include <utility>
#include <vector>

#include "ibtr/core/tables_view.hpp"
#include "ibtr/hazard.hpp"
#include "ibtr/model.hpp"

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
/// core/tables_view.hpp says: x, value, inverse slope, slope, each 2^log2_size floats.
std::vector<float> lay_out(const std::vector<TableKnot>& knots);

/// The table of a band's age distribution: probability as a function of age above the band's start [ticks],
/// inverted by core::draw_age. Uniform, or by the weights of single years and uniform within a year; a
/// band with equal ends gives its start to every woman.
std::vector<float> age_table(const AgeBand& band, double ticks_per_year);

/// Collects laid-out tables one after another; equal ones are stored once.
class TablePool {
public:
    /// Where the table lies in the pool.
    core::TableRef store(const std::vector<float>& table);
    [[nodiscard]] std::vector<float> take() { return std::move(floats_); }

private:
    std::vector<float> floats_;
    std::map<std::vector<float>, core::TableRef> places_;
};

}  // namespace ibtr
