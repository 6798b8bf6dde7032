#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "ibtr/event_graph.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// A proportion of women of group "all" that a simulation estimates.
struct ProportionOfWomen {
    std::size_t strategy;
    PopulationKind population;
    std::string endpoint;  ///< a survival-type endpoint or cif_<set>
    std::uint32_t bin;
};

/// True standard error of a simulated proportion: women are drawn independently within strata of fixed size, so
///     se^2 = sum_h w_h^2 p_h (1 - p_h) / n_h,   w_h = W_cell n_h / N_cell
/// (Cochran 1977, Sampling Techniques, section 5.3), with p_h from the exact solution and the weights that the
/// estimator uses. It has no error of its own, unlike the jackknife's; the pooled binomial formula is too large.
/// Contrasts need the jackknife: twins share random numbers.
/// @param allocation women simulated per stratum, n_h
/// @return empty for a mix, whose components share women, and for an endpoint that is not a plain proportion.
std::optional<double> stratified_standard_error(const Model& model, const Parameters& parameters,
                                                const Population& population, const EventGraph& graph,
                                                const ExpectedTallies& expected,
                                                std::span<const std::uint64_t> allocation,
                                                const ProportionOfWomen& proportion);

}  // namespace ibtr
