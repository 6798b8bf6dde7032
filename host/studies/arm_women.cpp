#include "studies/arm_women.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace ibtr::studies {
namespace {

constexpr std::uint32_t of_studies = 0x73747564U;  // keeps these numbers apart from those of lives
constexpr std::uint32_t of_no_woman = 0xffffffffU;

}  // namespace

core::Block<core::Lane> random_words(const ArmStream& stream, std::uint32_t number) {
    core::Block<core::Lane> counter;
    counter.word[0] = number;
    counter.word[1] = stream.replicate;
    counter.word[2] = stream.study;
    counter.word[3] = stream.arm;
    return core::philox<core::Lane>(counter, static_cast<std::uint32_t>(stream.seed),
                                    static_cast<std::uint32_t>(stream.seed >> 32) ^ of_studies);
}

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
    threshold_.assign(count, of_no_woman);
    alias_.resize(count);
    std::vector<std::uint32_t> small, large;
    for (std::uint32_t k = 0; k < count; ++k) {
        weights[k] *= static_cast<double>(count) / total;
        alias_[k] = k;
        (weights[k] < 1 ? small : large).push_back(k);
    }
    while (!small.empty() && !large.empty()) {
        const std::uint32_t lower = small.back(), upper = large.back();
        small.pop_back();
        threshold_[lower] = static_cast<std::uint32_t>(weights[lower] * 0x1p32);
        alias_[lower] = upper;
        weights[upper] -= 1 - weights[lower];
        if (weights[upper] < 1) {
            large.pop_back();
            small.push_back(upper);
        }
    }
}

void ArmWomen::draw(const ArmStream& stream, std::uint32_t women, std::vector<std::uint32_t>& places) const {
    const auto count = static_cast<std::uint64_t>(threshold_.size());
    places.resize(women);
    for (std::uint32_t i = 0; i < women; i += 2) {
        const core::Block<core::Lane> words = random_words(stream, i / 2);
        for (std::uint32_t k = 0; k < 2 && i + k < women; ++k) {
            const auto column = static_cast<std::uint32_t>((words.word[2 * k] * count) >> 32);
            places[i + k] = words.word[2 * k + 1] < threshold_[column] ? column : alias_[column];
        }
    }
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
