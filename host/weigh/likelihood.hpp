#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "weigh/contender.hpp"
#include "weigh/node_values.hpp"
#include "weigh/target_choice.hpp"

namespace ibtr::weigh {

/// Published numbers as one normal vector about the model's, on the scale of the targets. With s_i^2 = se_i^2 + sd_i^2
/// (the source's own error and the spread between studies) two rows of the same women have covariance rho g_i g_j s_i
/// s_j, where g is 1 for what is good and -1 for what is bad: a study whose women do well does well throughout. Two
/// arms of a cohort have kappa g_i g_j sd_i sd_j: chance is each one's own.
class TargetErrors {
public:
    TargetErrors(const TargetChoice& choice, const Errors& errors);

    /// Log densities of published minus model.
    struct LogDensities {
        double fitted;  ///< of the fitted targets
        double all;     ///< of all
    };
    /// @param differences parallel to the targets
    [[nodiscard]] LogDensities log_densities(std::vector<double>& differences) const;
    /// s_i.
    [[nodiscard]] double sd(std::size_t target) const { return sd_[target]; }

private:
    using Triangle = std::vector<std::vector<double>>;
    static double log_density(const Triangle& lower, const double* differences, std::vector<double>& scratch);

    std::size_t held_out_;
    std::vector<double> sd_;
    Triangle all_, fitted_;  ///< Cholesky factors
};

/// Which prior of each free parameter: places in FreeParameter::priors.
struct PriorChoice {
    std::string name;  ///< "main", or "PARAMETER: NAME"
    std::vector<std::size_t> places;
};
/// The main priors, then each alternative of one parameter with the main ones of the others.
std::vector<PriorChoice> prior_choices(const Explanation& explanation);

/// The free parameters' prior as points, and how numbers there follow from those at the nodes.
struct PointGrid {
    std::vector<std::vector<double>> values;   ///< [point][free parameter]
    std::vector<double> weights;               ///< [point], sum to 1
    std::vector<std::vector<double>> of_node;  ///< [point][node]: weights of interpolation
};
PointGrid point_grid(const Contender& contender, const PriorChoice& prior);

/// The model's numbers at a point of a grid. @param numbers of the columns, written anew
void interpolate(const PointGrid& grid, std::size_t point, const double* nodes, std::size_t columns,
                 std::vector<double>& numbers);

/// Log likelihoods of one contender under one choice of errors, of usable draws alone:
/// [(draw*points+point)*times+time].
struct LogLikelihoods {
    std::size_t draws = 0, points = 0, times = 0;
    std::vector<double> fitted, all;
    std::vector<double> weights;  ///< [point]: of the prior
};
LogLikelihoods log_likelihoods(const NodeValues& values, const std::vector<std::size_t>& usable, std::size_t contender,
                               const PointGrid& grid, const TargetChoice& choice, const TargetErrors& errors);

}  // namespace ibtr::weigh
