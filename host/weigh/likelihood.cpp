#include "weigh/likelihood.hpp"

#include <fmt/core.h>

#include <cmath>
#include <numbers>
#include <optional>

#include "ibtr/error.hpp"
#include "uncertainty/cholesky.hpp"

namespace ibtr::weigh {
namespace {

/// Points of a prior: of one parameter, and of each of two.
constexpr std::size_t points_alone = 91, points_of_two = 31;

/// Whether two rows of one cohort are of the same women: of one arm, or one of them a contrast of both.
bool are_of_the_same_women(const QuantityText& a, const QuantityText& b) {
    return !a.comparator.empty() || !b.comparator.empty() || a.strategy == b.strategy;
}

/// @param first of the targets that go in
Matrix covariance_of(const TargetChoice& choice, const Errors& errors, const std::vector<double>& sd,
                     std::size_t first) {
    const std::size_t count = choice.targets.size() - first;
    Matrix covariance(count, std::vector<double>(count, 0));
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < count; ++j) {
            const ChosenTarget &a = choice.targets[first + i], &b = choice.targets[first + j];
            double& element = covariance[i][j];
            if (i == j)
                element = sd[first + i] * sd[first + i];
            else if (a.cohort != b.cohort)
                element = 0;
            else if (are_of_the_same_women(a.target.what, b.target.what))
                element = errors.correlation * sd[first + i] * sd[first + j];
            else  // chance is each arm's own: what they share is that their study is unlike others
                element = errors.between_arms * errors.sd(a.target.name) * errors.sd(b.target.name);
            if (i != j) element *= a.sign * b.sign;
        }
    return covariance;
}

/// The factor of a covariance by that of its correlations, whose diagonal is 1.
Matrix factor_of(const Matrix& covariance) {
    const std::optional<Matrix> factor = cholesky(correlations_of(covariance));
    if (!factor) throw UsageError("the errors of the targets have no joint law: lower the correlation");
    Matrix lower = *factor;
    for (std::size_t i = 0; i < lower.size(); ++i)
        for (double& element : lower[i]) element *= std::sqrt(covariance[i][i]);
    return lower;
}

}  // namespace

TargetErrors::TargetErrors(const TargetChoice& choice, const Errors& errors) : held_out_(choice.held_out) {
    for (const ChosenTarget& one : choice.targets)
        sd_.push_back(std::hypot(one.standard_error, errors.sd(one.target.name)));
    all_ = factor_of(covariance_of(choice, errors, sd_, 0));
    fitted_ = factor_of(covariance_of(choice, errors, sd_, held_out_));
}

double TargetErrors::log_density(const Triangle& lower, const double* differences, std::vector<double>& scratch) {
    const double log_root = 0.5 * std::log(2 * std::numbers::pi);
    scratch.assign(lower.size(), 0);
    double sum = 0;
    for (std::size_t i = 0; i < lower.size(); ++i) {
        double rest = differences[i];
        for (std::size_t j = 0; j < i; ++j) rest -= lower[i][j] * scratch[j];
        scratch[i] = rest / lower[i][i];
        sum -= scratch[i] * scratch[i] / 2 + std::log(lower[i][i]) + log_root;
    }
    return sum;
}

TargetErrors::LogDensities TargetErrors::log_densities(std::vector<double>& differences) const {
    std::vector<double> scratch;
    return {log_density(fitted_, differences.data() + held_out_, scratch),
            log_density(all_, differences.data(), scratch)};
}

std::vector<PriorChoice> prior_choices(const Explanation& explanation) {
    std::vector<PriorChoice> choices{{"main", std::vector<std::size_t>(explanation.free.size(), 0)}};
    for (std::size_t k = 0; k < explanation.free.size(); ++k)
        for (std::size_t p = 1; p < explanation.free[k].priors.size(); ++p) {
            PriorChoice other = choices.front();
            other.name = fmt::format("{}: {}", explanation.free[k].name, explanation.free[k].priors[p].name);
            other.places[k] = p;
            choices.push_back(other);
        }
    return choices;
}

PointGrid point_grid(const Contender& contender, const PriorChoice& prior) {
    PointGrid grid{{{}}, {1}, {{1}}};
    const std::size_t count = contender.free.size() > 1 ? points_of_two : points_alone;
    for (std::size_t k = 0; k < contender.free.size(); ++k) {
        const FreeParameter& free = contender.explanation.free[k];
        const PriorPoints points = points_of(free.priors[prior.places[k]].distribution, count);
        PointGrid wider;
        for (std::size_t i = 0; i < grid.values.size(); ++i)
            for (std::size_t j = 0; j < count; ++j) {
                wider.values.push_back(grid.values[i]);
                wider.values.back().push_back(points.values[j]);
                wider.weights.push_back(grid.weights[i] * points.weights[j]);
                const std::vector<double> own = contender.scales[k].weights_at(points.values[j]);
                std::vector<double>& of_node = wider.of_node.emplace_back();
                for (const double before : grid.of_node[i])
                    for (const double weight : own) of_node.push_back(before * weight);
            }
        grid = std::move(wider);
    }
    return grid;
}

void interpolate(const PointGrid& grid, std::size_t point, const double* nodes, std::size_t columns,
                 std::vector<double>& numbers) {
    numbers.assign(columns, 0);
    const std::vector<double>& weights = grid.of_node[point];
    for (std::size_t n = 0; n < weights.size(); ++n)
        for (std::size_t c = 0; c < columns; ++c) numbers[c] += weights[n] * nodes[n * columns + c];
}

LogLikelihoods log_likelihoods(const NodeValues& values, const std::vector<std::size_t>& usable, std::size_t contender,
                               const PointGrid& grid, const TargetChoice& choice, const TargetErrors& errors) {
    LogLikelihoods result{usable.size(), grid.weights.size(), choice.times, {}, {}, grid.weights};
    std::vector<double> numbers, differences(choice.targets.size());
    for (const std::size_t draw : usable)
        for (std::size_t p = 0; p < result.points; ++p) {
            interpolate(grid, p, values.at(draw, contender, 0), values.columns(), numbers);
            for (std::size_t t = 0; t < result.times; ++t) {
                for (std::size_t i = 0; i < differences.size(); ++i)
                    differences[i] = choice.targets[i].wanted - numbers[choice.column(i, t)];
                const auto [fitted, all] = errors.log_densities(differences);
                result.fitted.push_back(fitted);
                result.all.push_back(all);
            }
        }
    return result;
}

}  // namespace ibtr::weigh
