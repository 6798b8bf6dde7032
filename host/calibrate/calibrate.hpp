#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/parameters.hpp"

/// Fits a few parameters to published numbers. Equations: docs/calibration.md.
namespace ibtr {

/// One number that the model is fitted to, on a scale on which its error is near normal.
struct FitTarget {
    std::string name;
    double wanted = 0;
    double standard_error = 0;  ///< > 0, of the source alone
};

/// What is fitted to what. With z the normal scores of the free parameters under their own distributions and C their
/// correlations (the prior), the log posterior is -1/2 sum_i (y_i - wanted_i)^2 / (se_i^2 + tau^2) - 1/2 z' C^-1 z, up
/// to a constant.
struct FitProblem {
    const Model& model;
    Parameters base;
    const ParameterSampler& sampler;
    std::vector<std::size_t> free;  ///< drawn parameters, alone or tied by Gaussian copulas
    std::vector<FitTarget> targets;
    double between_study_sd = 0;  ///< tau: how far studies lie apart beyond their own errors
    /// The whole parameter set that goes with the free ones (others may follow from them, or be solved for); empty
    /// where there is none, which the posterior excludes.
    std::function<std::optional<Parameters>(const Parameters&)> complete;
    /// The model's numbers, parallel to targets, on their scale. Called from several threads at once.
    std::function<std::vector<double>(const Parameters&)> evaluate;

    /// @throws UsageError where there are not more targets than free parameters, or a free one has no such prior
    void check() const;
    [[nodiscard]] std::optional<Parameters> at(const std::vector<double>& scores) const;
};

struct FitOptions {
    std::uint32_t most_evaluations = 400;  ///< of each search
    std::uint32_t starts = 3;              ///< searches, from different points
    std::uint32_t sample_size = 400;       ///< of the posterior sample
    unsigned threads = 1;
    std::uint64_t seed = 1;
    std::function<bool()> stop_requested = {};
};

/// One step of the search that improved on all before.
struct FitStep {
    std::uint32_t evaluation;
    double log_posterior;
};

/// One weighted row of the posterior sample.
struct PosteriorDraw {
    Parameters parameters;
    std::vector<double> numbers;  ///< parallel to targets
    double weight;                ///< all sum to 1
};

/// A maximum of the posterior that a search has found, with a valley between it and every other.
struct FitMode {
    std::vector<double> scores;
    Parameters parameters{{}};
    std::vector<double> numbers = {};
    double log_posterior = 0;
    double share =
        0;  ///< of the posterior sample's weight, by the mode that most likely gave a row; 0 without a sample
};

struct Fit {
    std::vector<double> scores;  ///< z at the optimum
    Parameters optimum{{}};
    std::vector<double> numbers_at_base, numbers;  ///< the model's, parallel to targets
    double log_posterior_at_prior_medians = 0, log_posterior = 0;
    std::vector<FitStep> trace;
    std::uint32_t evaluations = 0;
    std::vector<FitMode> modes;  ///< the highest first; searches that end elsewhere than these found nothing higher
    std::vector<PosteriorDraw> sample;
    double effective_sample_size = 0;  ///< (sum w)^2 / sum w^2
};

/// Maximises the posterior (BOBYQA, Powell 2009) from the prior medians and from pairs of opposite points at random
/// around them, then samples it by importance: the proposal is a mixture of multivariate t with 5 degrees of freedom
/// around the modes, with the covariances of Gauss-Newton steps there. A mode that no search ends at is missed.
/// @throws UsageError as FitProblem::check, Interrupted
Fit fit_model(const FitProblem& problem, const FitOptions& options);

}  // namespace ibtr
