#include "sensitivity/sobol_indices.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/statistics.hpp"

namespace ibtr::sensitivity {
namespace {

/// Sums over pairs from which both indices follow. Values are taken from about their mean: less is cancelled.
struct Sums {
    double pairs = 0, first = 0, total = 0, values = 0, squares = 0;

    void add(double a, double b, double mixed) {
        pairs += 1;
        first += b * (mixed - a);
        total += (a - mixed) * (a - mixed) / 2;
        values += a + b;
        squares += a * a + b * b;
    }
    [[nodiscard]] Sums without(const Sums& part) const {
        return {pairs - part.pairs, first - part.first, total - part.total, values - part.values,
                squares - part.squares};
    }
    [[nodiscard]] double variance() const {
        const double mean = values / (2 * pairs);
        return squares / (2 * pairs) - mean * mean;
    }
    [[nodiscard]] double first_order() const { return first / pairs / variance(); }
    [[nodiscard]] double total_order() const { return total / pairs / variance(); }
};

/// Jackknife over batches of pairs.
template <class Statistic>
VarianceShare with_error(const Sums& all, const std::vector<Sums>& batches, Statistic statistic) {
    if (!(all.variance() > 0)) return {undefined, undefined};
    Moments left;
    for (const Sums& batch : batches) left.add(statistic(all.without(batch)));
    const double n = left.count();
    return {statistic(all), std::sqrt(std::max((n - 1) / n * left.squared_deviations(), 0.0))};
}

}  // namespace

std::vector<SobolIndex> sobol_indices(const Model& model, const ParameterSampler& sampler, std::size_t pairs,
                                      const Evaluate& evaluate, unsigned threads, const Progress& progress) {
    constexpr std::size_t batches = 50;
    const auto groups = sampler.independent_groups();
    const std::size_t a_pair = groups.size() + 2;  // A, B, and A with each group from B
    std::vector<Parameters> sets;
    for (std::size_t j = 0; j < pairs; ++j) {
        const Parameters a = sampler.draw(static_cast<std::uint32_t>(2 * j));
        const Parameters b = sampler.draw(static_cast<std::uint32_t>(2 * j + 1));
        sets.push_back(a);
        sets.push_back(b);
        for (const auto& group : groups) {
            std::vector<double> values = a.values();
            for (const std::size_t parameter : group) values[parameter] = b.values()[parameter];
            sets.push_back(with_expressions(model, std::move(values)));
        }
    }
    const std::vector<std::vector<double>> results = evaluate_all(sets, evaluate, threads, progress);

    std::vector<SobolIndex> indices;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        SobolIndex index{groups[g], {}, {}};
        for (std::size_t outcome = 0; outcome < results.front().size(); ++outcome) {
            const double origin = results.front()[outcome];
            std::vector<Sums> parts(std::min(batches, pairs));
            Sums all;
            for (std::size_t j = 0; j < pairs; ++j) {
                const auto value = [&](std::size_t k) { return results[j * a_pair + k][outcome] - origin; };
                for (Sums* sums : {&all, &parts[j % parts.size()]}) sums->add(value(0), value(1), value(2 + g));
            }
            index.first_order.push_back(with_error(all, parts, [](const Sums& s) { return s.first_order(); }));
            index.total.push_back(with_error(all, parts, [](const Sums& s) { return s.total_order(); }));
        }
        indices.push_back(std::move(index));
    }
    return indices;
}

}  // namespace ibtr::sensitivity
