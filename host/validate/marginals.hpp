#pragma once

#include <string>
#include <vector>

#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// What a model says about its own marginals, parallel to Model::marginals.
struct MarginalFit {
    std::vector<double> published, reproduced;  ///< the numbers, as the config writes and as the model gives them
    std::vector<double> misfit;                 ///< 0 where both agree; see `solve_marginals`
    [[nodiscard]] double largest_misfit() const;
};
MarginalFit fit_of_marginals(const Model& model, const Parameters& parameters, const ExactOptions& options);

/// A model whose parameters reproduce its marginals.
struct SolvedMarginals {
    std::vector<double> values;  ///< of every parameter of the model
    MarginalFit fit;
    unsigned solutions = 0;  ///< exact solutions that it took
};

/// How the misfits move with the logarithms of the solved parameters: [misfit][parameter].
using MarginalSlopes = std::vector<std::vector<double>>;
/// By forward differences, one exact solution a parameter and one more.
/// @throws UsageError where a solved parameter is not above 0
MarginalSlopes slopes_of_marginals(const Model& model, const Parameters& parameters, const ExactOptions& options);

/// Solves all marginals at once for their parameters: Broyden's method (1965) on logarithms of parameters, from the
/// given values. The misfit is the difference of log(-log(1 - F)) or log(-log(S)) for proportions, of logarithms for
/// ratios: close to linear in the logarithm of a hazard or hazard ratio, with a slope near 1.
/// @param slopes to start with, which saves solutions where many sets of values are solved for; empty: each marginal
/// moves with its own parameter, slope 1
/// @throws UsageError where a parameter is not above 0, or no solution is found
SolvedMarginals solve_marginals(const Model& model, const Parameters& start, double tolerance,
                                const ExactOptions& options, const MarginalSlopes& slopes = {});

/// Largest over smallest positive product of a transition's hazard ratios by factor, over all women.
struct StrataRatio {
    std::string transition;
    double ratio;
};
std::vector<StrataRatio> extreme_strata(const Model& model, const Parameters& parameters);

/// For people: each marginal's parameter, the published number and the model's.
/// @param values of every parameter of the model
std::string marginals_table(const Model& model, const std::vector<double>& values, const MarginalFit& fit);

}  // namespace ibtr
