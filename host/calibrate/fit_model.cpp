#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "base/parallel.hpp"
#include "calibrate/calibrate.hpp"
#include "calibrate/find_modes.hpp"
#include "calibrate/posterior.hpp"
#include "calibrate/proposal_mixture.hpp"
#include "ibtr/error.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr {
namespace {

using calibration::Evaluated;
using calibration::LogPosterior;

/// Standard normal numbers for every row of the sample, the same whatever the number of threads.
std::vector<std::vector<double>> normal_rows(std::size_t rows, std::size_t columns, std::uint64_t seed) {
    std::mt19937_64 words(seed);
    std::vector<std::vector<double>> normals(rows, std::vector<double>(columns));
    for (std::vector<double>& row : normals)
        for (double& z : row) z = normal_variate(words());
    return normals;
}

/// The modes that a proposal needs: what lies e^10 below the highest has no weight.
std::vector<const FitMode*> weighty(const Fit& fit) {
    constexpr double negligible = 10;
    std::vector<const FitMode*> modes;
    for (const FitMode& mode : fit.modes)
        if (mode.log_posterior > fit.log_posterior - negligible) modes.push_back(&mode);
    return modes;
}

void sample_posterior(const LogPosterior& posterior, const FitOptions& options, Fit& fit) {
    calibration::ProposalMixture proposal;
    for (const FitMode* mode : weighty(fit))
        proposal.add(calibration::Proposal(
                         mode->scores, calibration::gauss_newton_covariance(posterior, mode->scores, options.threads)),
                     mode->log_posterior);
    const auto normals = normal_rows(options.sample_size,
                                     posterior.problem().free.size() + calibration::Proposal::degrees, options.seed);
    std::vector<double> log_weight(options.sample_size);
    std::vector<std::size_t> nearest(options.sample_size);
    fit.sample.assign(options.sample_size, {Parameters{{}}, {}, 0});
    parallel_for(options.sample_size, options.threads, [&](std::size_t i) {
        if (options.stop_requested && options.stop_requested()) throw Interrupted("stopped by the user");
        const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(options.sample_size);
        const std::vector<double> scores = proposal.draw(place, normals[i]);
        Evaluated here = posterior.at(scores);
        log_weight[i] = here.log_posterior - proposal.log_density(scores);
        nearest[i] = proposal.likeliest(scores);
        fit.sample[i] = {std::move(here.parameters), std::move(here.numbers), 0};
    });
    const double largest = *std::max_element(log_weight.begin(), log_weight.end());
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < log_weight.size(); ++i) {
        fit.sample[i].weight = std::exp(log_weight[i] - largest);
        sum += fit.sample[i].weight;
    }
    for (PosteriorDraw& draw : fit.sample) {
        draw.weight /= sum;
        squares += draw.weight * draw.weight;
    }
    for (std::size_t i = 0; i < fit.sample.size(); ++i) fit.modes[nearest[i]].share += fit.sample[i].weight;
    fit.effective_sample_size = 1 / squares;
}

}  // namespace

Fit fit_model(const FitProblem& problem, const FitOptions& options) {
    problem.check();
    Fit fit;
    const LogPosterior posterior(problem);
    fit.numbers_at_base = problem.evaluate(problem.base);
    fit.log_posterior_at_prior_medians = posterior.at(std::vector<double>(problem.free.size(), 0.0)).log_posterior;
    calibration::find_modes(posterior, options, fit);
    if (!std::isfinite(fit.log_posterior))
        throw UsageError("the model has no number for some target at any values that were tried: nothing was fitted");
    if (options.sample_size > 0) sample_posterior(posterior, options, fit);
    return fit;
}

void FitProblem::check() const {
    if (free.empty()) throw UsageError("no parameter is free: nothing to fit");
    for (std::size_t k = 0; k < free.size(); ++k)
        if (std::find(free.begin(), free.begin() + static_cast<std::ptrdiff_t>(k), free[k]) !=
            free.begin() + static_cast<std::ptrdiff_t>(k))
            throw UsageError(
                fmt::format("{} is named twice among the free parameters", model.parameters[free[k]].name));
    if (!(between_study_sd >= 0 && std::isfinite(between_study_sd)))
        throw UsageError(fmt::format("between_study_sd is {}; it must be a number from 0 up", between_study_sd));
    if (targets.size() <= free.size())
        throw UsageError(
            fmt::format("{} free parameters for {} targets: there must be more targets than free parameters",
                        free.size(), targets.size()));
    for (const std::size_t parameter : free)
        if (!model.parameters[parameter].uncertainty)
            throw UsageError(fmt::format("{} cannot be free: it needs an uncertainty of its own, which is its prior",
                                         model.parameters[parameter].name));
}

std::optional<Parameters> FitProblem::at(const std::vector<double>& scores) const {
    std::vector<double> values = base.values();
    for (std::size_t k = 0; k < free.size(); ++k) {
        const auto u = static_cast<double>(extended::normal_cumulative(scores[k]));
        values[free[k]] = sampler.quantile_of(free[k], std::clamp(u, 0x1p-53, 1 - 0x1p-53));
    }
    Parameters moved = with_expressions(model, std::move(values));
    const std::vector<std::string> violations = check_values(model, moved);
    if (!violations.empty()) throw UsageError("while fitting: " + violations.front());
    return complete ? complete(moved) : moved;
}

}  // namespace ibtr
