#include <fmt/format.h>
#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <random>
#include <utility>

#include "base/parallel.hpp"
#include "calibrate/calibrate.hpp"
#include "calibrate/posterior.hpp"
#include "ibtr/error.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr {
namespace {

using calibration::Evaluated;
using calibration::LogPosterior;

constexpr double widest_score = 4;  // beyond it lies less than 1 in 10,000 of a prior

/// The search as NLopt calls it; what it throws must not pass through C.
class Search {
public:
    Search(const LogPosterior& posterior, const FitOptions& options, Fit& fit)
        : posterior_(posterior), options_(options), fit_(fit) {}

    void run() {
        const std::size_t size = posterior_.problem().free.size();
        const std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)> optimiser(
            nlopt_create(NLOPT_LN_BOBYQA, static_cast<unsigned>(size)), nlopt_destroy);
        nlopt_set_max_objective(optimiser.get(), &Search::objective, this);
        nlopt_set_lower_bounds1(optimiser.get(), -widest_score);
        nlopt_set_upper_bounds1(optimiser.get(), widest_score);
        nlopt_set_initial_step1(optimiser.get(), 0.5);
        nlopt_set_xtol_abs1(optimiser.get(), 1e-4);
        nlopt_set_maxeval(optimiser.get(), static_cast<int>(options_.most_evaluations));
        optimiser_ = optimiser.get();
        std::vector<double> scores(size, 0.0);
        double best = 0;
        const nlopt_result status = nlopt_optimize(optimiser.get(), scores.data(), &best);
        if (failure_) std::rethrow_exception(failure_);
        // Rounding may stop it at the optimum: the best point seen is what counts.
        if (status < 0 && status != NLOPT_ROUNDOFF_LIMITED) throw std::runtime_error("the optimiser failed");
    }

private:
    static double objective(unsigned size, const double* scores, double* /*gradient*/, void* self) {
        auto& search = *static_cast<Search*>(self);
        try {
            return search.evaluate({scores, scores + size});
        } catch (...) {
            search.failure_ = std::current_exception();
            nlopt_force_stop(search.optimiser_);
            return 0;
        }
    }

    double evaluate(const std::vector<double>& scores) {
        if (options_.stop_requested && options_.stop_requested()) throw Interrupted("stopped by the user");
        Evaluated here = posterior_.at(scores);
        ++fit_.evaluations;
        if (fit_.trace.empty() || here.log_posterior > fit_.log_posterior) {
            fit_.scores = scores;
            fit_.optimum = std::move(here.parameters);
            fit_.numbers = std::move(here.numbers);
            fit_.log_posterior = here.log_posterior;
            fit_.trace.push_back({fit_.evaluations, here.log_posterior});
        }
        // An improper point is far worse than any proper one.
        return std::max(here.log_posterior, -1e12);
    }

    const LogPosterior& posterior_;
    const FitOptions& options_;
    Fit& fit_;
    nlopt_opt optimiser_ = nullptr;
    std::exception_ptr failure_;
};

/// Standard normal numbers for every row of the sample, the same whatever the number of threads.
std::vector<std::vector<double>> normal_rows(std::size_t rows, std::size_t columns, std::uint64_t seed) {
    std::mt19937_64 words(seed);
    std::vector<std::vector<double>> normals(rows, std::vector<double>(columns));
    for (std::vector<double>& row : normals)
        for (double& z : row) z = normal_variate(words());
    return normals;
}

void sample_posterior(const LogPosterior& posterior, const FitOptions& options, Fit& fit) {
    const calibration::Proposal proposal(fit.scores,
                                         calibration::gauss_newton_covariance(posterior, fit.scores, options.threads));
    const auto normals = normal_rows(options.sample_size,
                                     posterior.problem().free.size() + calibration::Proposal::degrees, options.seed);
    std::vector<double> log_weight(options.sample_size);
    fit.sample.assign(options.sample_size, {Parameters{{}}, {}, 0});
    parallel_for(options.sample_size, options.threads, [&](std::size_t i) {
        if (options.stop_requested && options.stop_requested()) throw Interrupted("stopped by the user");
        const std::vector<double> scores = proposal.draw(normals[i]);
        Evaluated here = posterior.at(scores);
        log_weight[i] = here.log_posterior - proposal.log_density(scores);
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
    fit.effective_sample_size = 1 / squares;
}

}  // namespace

Fit fit_model(const FitProblem& problem, const FitOptions& options) {
    problem.check();
    Fit fit;
    const LogPosterior posterior(problem);
    fit.numbers_at_base = problem.evaluate(problem.base);
    fit.log_posterior_at_prior_medians = posterior.at(std::vector<double>(problem.free.size(), 0.0)).log_posterior;
    Search(posterior, options, fit).run();
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
