#include "psa/regressed_limits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "base/parallel.hpp"
#include "psa/noise_trend.hpp"
#include "psa/summary.hpp"

namespace ibtr::psa {
namespace {

/// Mean of a product over draws in its own standard errors, which are those of a mean of 0.
struct MeanProduct {
    double mean = 0, z = 0;
};

/// One outcome as it is regressed.
class Fit {
public:
    explicit Fit(const NoisyColumn& column)
        : column_(column), draws_(static_cast<double>(column.values.size())), fit_(column.values.size(), 0.0) {
        mean_ = ibtr::mean(column.values);
        variance_ = sample_variance(column.values, mean_);
        for (const float half : column.half_differences)
            noise_ += static_cast<double>(half) * static_cast<double>(half) / draws_;
        parameter_variance_ = variance_ - noise_;
        centred_ = column.values;
        for (double& x : centred_) x -= mean_;
        residual_variance_ = std::numeric_limits<double>::infinity();
    }

    void add(std::span<const double> term) {
        const double coefficient = dot(term, centred_);
        for (std::size_t d = 0; d < fit_.size(); ++d) fit_[d] += coefficient * term[d];
    }

    /// Takes the fit so far if it tells draws from others better than the ones before.
    void judge(const ParameterBasis::Step& step) {
        std::vector<double> without(fit_.size());  // each draw's fit without that draw
        for (std::size_t d = 0; d < fit_.size(); ++d)
            without[d] = centred_[d] - (centred_[d] - fit_[d]) * step.left_out[d];
        const double centre = ibtr::mean(without);
        for (double& x : without) x -= centre;
        const double squares = dot(without, without);
        if (!(squares > 0)) return;
        const double slope = dot(without, centred_) / squares;
        for (double& x : without) x *= slope;
        const double fitted = slope * slope * squares / (draws_ - 1);
        if (!(slope > 0 && variance_ - fitted < residual_variance_)) return;
        residual_variance_ = variance_ - fitted;
        fitted_variance_ = fitted;
        chosen_ = std::move(without);
    }

    [[nodiscard]] std::optional<Interval> limits() const {
        const double misfit = residual_variance_ - noise_;
        if (chosen_.empty() || !(fitted_variance_ >= misfit)) return {};
        constexpr double known_to = 0.05;  // of the parameters' variance
        const double misfit_se = std::sqrt(2 * (residual_variance_ * residual_variance_ + noise_ * noise_) / draws_);
        if (!(misfit_se <= known_to * parameter_variance_)) return {};
        const double factor = std::sqrt(std::max(misfit, 0.0) / residual_variance_);
        std::vector<double> values(chosen_.size());
        for (std::size_t d = 0; d < values.size(); ++d) values[d] = mean_ + chosen_[d] + factor * residual(d);
        Interval limits{quantile(values, low_limit), 0};
        limits.high = quantile(values, high_limit);
        if (is_bent(factor, limits) || is_uneven(factor, limits)) return {};
        return limits;
    }

private:
    [[nodiscard]] double residual(std::size_t d) const { return centred_[d] - chosen_[d]; }

    template <class Left, class Right>
    [[nodiscard]] MeanProduct mean_product(const Left& left, const Right& right) const {
        double sum = 0, squares = 0;
        for (std::size_t d = 0; d < chosen_.size(); ++d) {
            const double x = left(d) * right(d);
            sum += x;
            squares += x * x;
        }
        return {sum / draws_, squares > 0 ? sum / std::sqrt(squares) : 0};
    }

    /// Whether what parameters say bends where the fit does not, so that limits are off.
    [[nodiscard]] bool is_bent(double factor, Interval limits) const {
        const double scale = 1 / std::sqrt(fitted_variance_);
        const auto square = [](double z) { return z * z - 1; };
        const auto cube = [](double z) { return (z * z - 3) * z; };
        const auto residuals = [&](std::size_t d) { return residual(d); };
        const MeanProduct bend = mean_product(residuals, [&](std::size_t d) { return square(scale * chosen_[d]) / 2; });
        const MeanProduct twist = mean_product(residuals, [&](std::size_t d) { return cube(scale * chosen_[d]) / 6; });
        constexpr double certain = 11.83;  // chi square on 2 degrees of freedom, as rare as 3 standard errors
        if (!(bend.z * bend.z + twist.z * twist.z > certain)) return false;
        double most = 0;
        for (const double limit : {limits.low, limits.high}) {
            const double z = (limit - mean_) / std::sqrt(parameter_variance_);
            most = std::max(most, (1 - factor) * std::abs(bend.mean * square(z) + twist.mean * cube(z)));
        }
        return most > least_shift_that_matters(draws_) * std::sqrt(parameter_variance_);
    }

    /// Whether more variance is taken from residuals than noise has where the fitted value is large, or less.
    [[nodiscard]] bool is_uneven(double factor, Interval limits) const {
        const double kept = factor * factor;
        const auto left_too_much = [&](std::size_t d) {
            const auto half = static_cast<double>(column_.half_differences[d]);
            return half * half - (1 - kept) * residual(d) * residual(d);
        };
        const MeanProduct slope = mean_product(left_too_much, [&](std::size_t d) { return chosen_[d]; });
        // As of values with the fitted ones' variance.
        return noise_is_uneven({slope.mean, slope.z}, mean_, fitted_variance_, draws_, limits);
    }

    const NoisyColumn& column_;
    double draws_, mean_ = 0, variance_ = 0, noise_ = 0, parameter_variance_ = 0;
    std::vector<double> fit_, centred_;
    double residual_variance_, fitted_variance_ = 0;
    std::vector<double> chosen_;  ///< fitted values less the mean
};

}  // namespace

std::vector<std::optional<Interval>> regressed_limits(const ParameterBasis& basis, std::span<const NoisyColumn> columns,
                                                      unsigned threads) {
    std::vector<std::optional<Interval>> result(columns.size());
    constexpr std::size_t together = 4;  // columns for which a term is fetched once
    parallel_for((columns.size() + together - 1) / together, threads, [&](std::size_t block) {
        const std::size_t first = block * together, count = std::min(together, columns.size() - first);
        std::vector<Fit> fits;
        for (std::size_t k = 0; k < count; ++k) fits.emplace_back(columns[first + k]);
        std::size_t term = 0;
        for (const ParameterBasis::Step& step : basis.steps()) {
            for (; term < step.terms; ++term)
                for (Fit& fit : fits) fit.add(basis.term(term));
            for (Fit& fit : fits) fit.judge(step);
        }
        for (std::size_t k = 0; k < count; ++k) result[first + k] = fits[k].limits();
    });
    return result;
}

}  // namespace ibtr::psa
