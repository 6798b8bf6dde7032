#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/statistics.hpp"
#include "weigh/contender.hpp"
#include "weigh/explanations.hpp"
#include "weigh/marginal.hpp"
#include "weigh/node_values.hpp"
#include "weigh/target_choice.hpp"

namespace ibtr::weigh {

/// One explanation under one choice of everything that the answer hangs on. Logarithms are natural but for the Bayes
/// factor.
struct WeightRow {
    std::string explanation, errors, prior;
    Of of = Of::fitted;
    std::string horizon;  ///< years, "mixture", or "stated" where no time is unknown
    double log_likelihood = undefined, log_likelihood_se = undefined, effective_draws = undefined;
    double log10_bayes_factor = undefined, log10_bayes_factor_se = undefined;  ///< against the first explanation
    double probability = undefined;  ///< under the explanations' prior weights
    double log_maximum = undefined;
    std::vector<double> maximum_at;  ///< of the free parameters
};

/// Median and 95 % of something.
struct Spread {
    double median = undefined, low = undefined, high = undefined;
};

struct ParameterRow {
    std::string explanation, parameter, given, horizon;  ///< given: "prior", "fitted" or "all"
    Spread value;
};

/// What an explanation predicts of a target.
struct PredictionRow {
    std::string explanation, target;
    bool fitted = false;
    double years = undefined;
    double published = undefined, low = undefined, high = undefined;
    Spread prior, posterior;  ///< of the model's number; posterior: given the fitted targets
    double prior_p = undefined, posterior_p = undefined;  ///< two-sided, of the published number, errors included
};

/// Log density of the held-out targets given the fitted ones.
struct ScoreRow {
    std::string explanation, errors, horizon;
    double log_score = undefined, log_score_se = undefined;
    double against_first = undefined, against_first_se = undefined;
};

/// Values of a lone free parameter at which a fitted target is met.
struct RootRow {
    std::string explanation, parameter, target;
    double years = undefined, wanted = undefined, low = undefined, high = undefined;  ///< range that is searched
    std::size_t draws = 0;
    double share_without = undefined, share_without_se = undefined;
    Spread root;
};

/// Interpolation held against solutions between the nodes.
struct InterpolationRow {
    std::string explanation, target;  ///< where it is worst
    std::size_t points = 0;
    double largest_error = 0;  ///< in standard deviations of the target
};

struct Weighed {
    std::vector<WeightRow> weights;
    std::vector<ParameterRow> parameters;
    std::vector<PredictionRow> predictions;
    std::vector<ScoreRow> scores;
    std::vector<RootRow> roots;
    std::vector<InterpolationRow> interpolation;
    std::size_t draws = 0, usable = 0;
};

/// @throws UsageError where fewer than two draws are usable
Weighed weigh(const Contest& contest, const TargetChoice& choice, const std::vector<Contender>& contenders,
              const NodeValues& values);

/// The times by which a likelihood may be read: each alone, then their mixture where there are several.
struct TimeChoice {
    std::string name;
    std::vector<double> weights;
};
std::vector<TimeChoice> time_choices(const Contest& contest);

const char* to_text(Of of);

/// What an explanation says of parameters and targets, under the main errors and priors.
void describe_contender(const Contest& contest, const TargetChoice& choice, const std::vector<Contender>& contenders,
                        const NodeValues& values, const std::vector<std::size_t>& usable, std::size_t contender,
                        const LogLikelihoods& likelihoods, Weighed& weighed);
/// Roots of the fitted targets, and the errors of interpolation.
void find_roots(const TargetChoice& choice, const std::vector<Contender>& contenders, const NodeValues& values,
                const std::vector<std::size_t>& usable, std::size_t contender, Weighed& weighed);
void check_interpolation(const TargetChoice& choice, const std::vector<Contender>& contenders, const NodeValues& values,
                         const TargetErrors& errors, std::size_t contender, Weighed& weighed);

}  // namespace ibtr::weigh
