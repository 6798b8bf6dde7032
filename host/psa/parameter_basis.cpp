#include "psa/parameter_basis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "uncertainty/distribution.hpp"

namespace ibtr::psa {
namespace {

/// Values as standard normal ones of the same order; equal values have one score.
std::vector<double> normal_scores(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> scores(values.size());
    for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
        while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
        const long double rank = static_cast<long double>(first + end) / 2;  // from 0; of the middle of its place
        const auto score =
            static_cast<double>(extended::normal_quantile(rank / static_cast<long double>(order.size())));
        for (std::size_t k = first; k < end; ++k) scores[order[k]] = score;
    }
    return scores;
}

constexpr std::size_t highest_degree = 4;

double hermite(std::size_t degree, double z) {
    const std::array<double, highest_degree + 1> values{1, z, z * z - 1, (z * z - 3) * z, (z * z - 6) * z * z + 3};
    return values[degree];
}

/// Degrees of a term in two parameters; the second is 0 for a term in one.
using Degrees = std::pair<std::size_t, std::size_t>;

/// What each step adds.
const std::array<std::vector<Degrees>, 5> step_degrees{
    {{{1, 0}}, {{2, 0}, {3, 0}}, {{1, 1}}, {{2, 1}, {1, 2}}, {{4, 0}, {3, 1}, {2, 2}, {1, 3}}}};

std::vector<double> product(std::span<const double> a, std::span<const double> b, Degrees degrees) {
    std::vector<double> term(a.size());
    for (std::size_t d = 0; d < a.size(); ++d) term[d] = hermite(degrees.first, a[d]) * hermite(degrees.second, b[d]);
    return term;
}

std::size_t terms_in_step(const std::vector<Degrees>& step, std::size_t parameters) {
    std::size_t terms = 0;
    for (const Degrees& degrees : step) terms += degrees.second == 0 ? parameters : parameters * (parameters - 1) / 2;
    return terms;
}

}  // namespace

double dot(std::span<const double> a, std::span<const double> b) {
    std::array<double, 4> sums{};
    std::size_t i = 0;
    for (; i + 4 <= a.size(); i += 4)
        for (std::size_t k = 0; k < 4; ++k) sums[k] += a[i + k] * b[i + k];
    double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

ParameterBasis::ParameterBasis(const std::vector<std::vector<double>>& parameters, std::size_t draws,
                               std::size_t most_terms)
    : draws_(draws), leverage_(draws, 1 / static_cast<double>(draws)) {
    std::vector<Column> scores;
    for (const std::vector<double>& values : parameters) {
        const std::span<const double> used(values.data(), draws);
        const auto [least, most] = std::minmax_element(used.begin(), used.end());
        if (*least < *most) scores.push_back(normal_scores(used));
    }
    std::size_t terms = 0;
    for (const std::vector<Degrees>& step : step_degrees) {
        terms += terms_in_step(step, scores.size());
        if (scores.empty() || terms > most_terms) break;
        for (const Degrees& degrees : step)
            for (std::size_t a = 0; a < scores.size(); ++a) {
                if (degrees.second == 0) add(product(scores[a], scores[a], degrees));
                for (std::size_t b = a + 1; degrees.second > 0 && b < scores.size(); ++b)
                    add(product(scores[a], scores[b], degrees));
            }
        end_step();
    }
}

void ParameterBasis::add(Column term) {
    const double mean = std::accumulate(term.begin(), term.end(), 0.0) / static_cast<double>(draws_);
    for (double& x : term) x -= mean;
    const double before = dot(term, term);
    for (const Column& other : terms_) {
        const double part = dot(term, other);
        for (std::size_t d = 0; d < draws_; ++d) term[d] -= part * other[d];
    }
    const double left = dot(term, term);
    constexpr double follows_from_others = 1e-6;  // of its sum of squares: a thousandth of the term is its own
    if (!(left > follows_from_others * before)) return;
    const double scale = 1 / std::sqrt(left);
    for (std::size_t d = 0; d < draws_; ++d) {
        term[d] *= scale;
        leverage_[d] += term[d] * term[d];
    }
    terms_.push_back(std::move(term));
}

void ParameterBasis::end_step() {
    constexpr double least = 1e-3;  // a draw that decides a coefficient alone says nothing about the fit
    Step step{terms_.size(), leverage_};
    for (double& x : step.left_out) x = 1 / std::max(1 - x, least);
    steps_.push_back(std::move(step));
}

}  // namespace ibtr::psa
