#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/statistics.hpp"
#include "psa/parameter_basis.hpp"

namespace ibtr::psa {

/// An outcome in every draw, on its scale.
struct NoisyColumn {
    std::vector<double> values;
    std::vector<float> half_differences;
};

/// Credible limits of outcomes without simulation noise: those of what the parameters say of each draw. For each
/// outcome, of the steps of a basis the one that tells draws best from all others is taken. The fitted value of a draw
/// is that of a regression without the draw, times the factor by which all of these fit best, so that it is
/// uncorrelated with the residual. What of the residuals' variance R is not noise, L = R - N, is the fit's error:
/// residuals are moved towards 0 by sqrt(L / R), so that fitted values plus residuals have the variance that parameters
/// have, whatever the fit. With no fit this moves all draws by one factor; with a good one no draw's own noise is left,
/// and noise may differ between draws.
///
/// There are no limits where
/// - the fit explains less than half of the parameters' variance, or its error is not known to a twentieth of that;
/// - residuals have a mean that goes with the square or cube of the fitted value, or the variance taken from them is
/// not
///   the noise where the fitted value is far from the mean: beyond 3 standard errors, and moving a limit by more than 1
///   % of the parameters' standard deviation and than its own error from finite draws (as noise_is_uneven).
/// Parallel to the columns; the same for any number of threads.
std::vector<std::optional<Interval>> regressed_limits(const ParameterBasis& basis, std::span<const NoisyColumn> columns,
                                                      unsigned threads);

}  // namespace ibtr::psa
