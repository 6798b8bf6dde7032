#pragma once

#include <cstddef>
#include <vector>

#include "weigh/explanations.hpp"

namespace ibtr::weigh {

/// Points of a prior: u = Phi(z) for z from -z_limit to z_limit, evenly spaced, each with weight proportional to the
/// normal density of z. The trapezoidal rule on a smooth, fast falling integrand converges faster than any power of the
/// spacing (Trefethen and Weideman 2014, SIAM Rev 56:385), as long as the likelihood is no narrower in z than that.
struct PriorPoints {
    std::vector<double> values;   ///< of the parameter, ascending
    std::vector<double> weights;  ///< sum to 1
};
inline constexpr double z_limit = 4.5;  ///< 7e-6 of a prior lies beyond
PriorPoints points_of(const Distribution& prior, std::size_t count);

/// Chebyshev points of the second kind between the outermost points of all priors of a parameter, on its logarithm
/// where every prior is lognormal.
class NodeScale {
public:
    explicit NodeScale(const FreeParameter& parameter);
    /// Values of the parameter, ascending.
    [[nodiscard]] const std::vector<double>& nodes() const { return nodes_; }
    /// Values midway between nodes: where interpolation is held against solutions.
    [[nodiscard]] std::vector<double> between() const;
    /// The value that share of the way along the scale. @param share in [0, 1]
    [[nodiscard]] double at_share(double share) const;
    /// Weights of the nodes in the polynomial through them, at a value (Berrut and Trefethen 2004, SIAM Rev 46:501).
    [[nodiscard]] std::vector<double> weights_at(double value) const;

private:
    [[nodiscard]] double scaled(double value) const;
    [[nodiscard]] double unscaled(double scaled) const;

    bool logarithmic_;
    std::vector<double> scaled_, nodes_;
};

}  // namespace ibtr::weigh
