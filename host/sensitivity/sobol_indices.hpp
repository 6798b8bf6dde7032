#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/parameter_sampler.hpp"
#include "sensitivity/evaluation.hpp"

namespace ibtr::sensitivity {

/// A share of an outcome's variance with its standard error.
struct VarianceShare {
    double value, standard_error;
};

/// Variance-based indices of one group of inputs, independent of all others.
struct SobolIndex {
    std::vector<std::size_t> group;          ///< parameters
    std::vector<VarianceShare> first_order;  ///< [outcome]: Var(E[Y | group]) / Var(Y)
    std::vector<VarianceShare> total;        ///< [outcome]: E[Var(Y | all other groups)] / Var(Y)
};

/// First-order and total indices by the pick-freeze estimators of Saltelli et al. 2010 (Comput Phys Commun 181:259-270)
/// and Jansen 1999 (Comput Phys Commun 117:35-43), from pairs of independent draws; errors by the jackknife over
/// batches of pairs. Inputs that depend on each other count as one group. Costs pairs x (groups + 2) evaluations.
/// @param sampler of at least 2 x pairs independent draws
std::vector<SobolIndex> sobol_indices(const Model& model, const ParameterSampler& sampler, std::size_t pairs,
                                      const Evaluate& evaluate, unsigned threads, const Progress& progress);

}  // namespace ibtr::sensitivity
