#include "studies/arm_women.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace ibtr::studies {
namespace {

constexpr std::uint32_t of_no_woman = 0xffffffffU;

}  // namespace

double normal_of_study(const ArmStream& stream) {
    const double u = (random_words(stream, of_no_woman).word[0] + 0.5) * 0x1p-32;
    return quantile(boost::math::normal(), u);
}

ArmWomen::ArmWomen(const SeenTable& law) {
    std::vector<double> weights = law.events;
    weights.insert(weights.end(), law.left.begin(), law.left.end());
    const std::size_t count = weights.size();
    double total = 0;
    for (double& weight : weights) {
        weight = std::max(weight, 0.0);  // rounding of differences
        total += weight;
    }
    columns_.resize(count);
    std::vector<std::uint32_t> small, large;
    for (std::uint32_t k = 0; k < count; ++k) {
        weights[k] *= static_cast<double>(count) / total;
        columns_[k] = {of_no_woman, k};
        (weights[k] < 1 ? small : large).push_back(k);
    }
    while (!small.empty() && !large.empty()) {
        const std::uint32_t lower = small.back(), upper = large.back();
        small.pop_back();
        columns_[lower] = {static_cast<std::uint32_t>(weights[lower] * 0x1p32), upper};
        weights[upper] -= 1 - weights[lower];
        if (weights[upper] < 1) {
            large.pop_back();
            small.push_back(upper);
        }
    }
}

void ArmWomen::draw(const ArmStream& stream, std::uint32_t women, std::vector<std::uint32_t>& places) const {
    const auto count = static_cast<std::uint32_t>(columns_.size());
    places.resize(women);
    for (std::uint32_t pair = 0; pair < (women + 1) / 2; ++pair)
        core::draw_pair(stream, columns_.data(), count, women, pair,
                        [&](std::uint32_t woman, std::uint32_t place) { places[woman] = place; });
}

std::vector<std::uint32_t> women_by_class(const SeenTable& shape, const std::vector<std::uint32_t>& places) {
    std::vector<std::uint32_t> women(shape.classes, 0);
    for (const std::uint32_t place : places) ++women[place % (shape.classes * shape.bins) / shape.bins];
    return women;
}

void tally(const std::vector<std::uint32_t>& places, const std::vector<std::uint32_t>& most, SeenTable& table) {
    const std::size_t ways = table.classes * table.bins;
    std::vector<std::uint32_t> so_far(table.classes, 0);
    for (const std::uint32_t place : places) {
        const std::size_t of_class = place % ways / table.bins;
        if (!most.empty() && so_far[of_class]++ >= most[of_class]) continue;
        (place < ways ? table.events[place] : table.left[place - ways]) += 1;
    }
}

}  // namespace ibtr::studies
