#include "calibrate/find_modes.hpp"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>

#include "ibtr/error.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::calibration {
namespace {

constexpr double widest_score = 4;  // beyond it lies less than 1 in 10,000 of a prior

/// The search as NLopt calls it; what it throws must not pass through C.
class Search {
public:
    Search(const LogPosterior& posterior, const FitOptions& options, Fit& fit)
        : posterior_(posterior), options_(options), fit_(fit) {}

    /// @return the best point of this search; its log posterior is minus infinity where the model has no number
    /// anywhere
    FitMode run(std::vector<double> scores) {
        best_ = {scores, posterior_.problem().base, {}, -std::numeric_limits<double>::infinity(), 0};
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
        double best = 0;
        const nlopt_result status = nlopt_optimize(optimiser.get(), scores.data(), &best);
        if (failure_) std::rethrow_exception(failure_);
        // Rounding may stop it at the optimum: the best point seen is what counts.
        if (status < 0 && status != NLOPT_ROUNDOFF_LIMITED) throw std::runtime_error("the optimiser failed");
        return best_;
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
        if (best_.numbers.empty() || here.log_posterior > best_.log_posterior)
            best_ = {scores, here.parameters, here.numbers, here.log_posterior, 0};
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
    FitMode best_;
    nlopt_opt optimiser_ = nullptr;
    std::exception_ptr failure_;
};

/// The prior medians, then pairs of opposite points at the distance at which most of the prior lies: what is symmetric
/// about the medians has its modes on opposite sides.
std::vector<std::vector<double>> starting_points(std::size_t size, const FitOptions& options) {
    std::vector<std::vector<double>> points{std::vector<double>(size, 0.0)};
    std::mt19937_64 words(options.seed);
    while (points.size() < options.starts) {
        std::vector<double> direction(size);
        double length = 0;
        for (double& z : direction) {
            z = normal_variate(words());
            length += z * z;
        }
        for (const double side : {1.0, -1.0}) {
            std::vector<double> point = direction;
            for (double& z : point)
                z = std::clamp(side * z * std::sqrt(static_cast<double>(size) / length), -widest_score, widest_score);
            if (points.size() < options.starts) points.push_back(std::move(point));
        }
    }
    return points;
}

/// Whether the posterior falls between two points and rises again: they are different modes then, and else two ends of
/// searches on one hill.
bool has_valley(const LogPosterior& posterior, const FitMode& a, const FitMode& b) {
    constexpr double noticed = 0.1;  // of the logarithm: less is the roughness of numbers that are solved for
    std::vector<double> middle = a.scores;
    for (std::size_t k = 0; k < middle.size(); ++k) middle[k] = (a.scores[k] + b.scores[k]) / 2;
    return posterior.at(middle).log_posterior < std::min(a.log_posterior, b.log_posterior) - noticed;
}

}  // namespace

void find_modes(const LogPosterior& posterior, const FitOptions& options, Fit& fit) {
    std::vector<FitMode> found;
    for (const std::vector<double>& start : starting_points(posterior.problem().free.size(), options))
        found.push_back(Search(posterior, options, fit).run(start));
    std::stable_sort(found.begin(), found.end(),
                     [](const FitMode& a, const FitMode& b) { return a.log_posterior > b.log_posterior; });
    for (FitMode& mode : found) {
        if (!std::isfinite(mode.log_posterior)) continue;
        const bool is_new = std::all_of(fit.modes.begin(), fit.modes.end(), [&](const FitMode& known) {
            ++fit.evaluations;
            return has_valley(posterior, known, mode);
        });
        if (is_new) fit.modes.push_back(std::move(mode));
    }
}

}  // namespace ibtr::calibration
