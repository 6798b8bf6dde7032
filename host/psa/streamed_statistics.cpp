#include "psa/streamed_statistics.hpp"

#include <algorithm>

#include "base/statistics.hpp"

namespace ibtr::psa {
namespace {

/// A quarter of the memory for the kept values of each of two tails: counts at the edges take less, and what the third
/// pass keeps comes when they are gone.
std::size_t kept_in(std::size_t bytes) {
    return bytes / (4 * sizeof(double));
}

/// Of the greater of two neighbours, counted from the greatest value.
std::uint32_t rank_from_above(const QuantilePlace& place, std::uint32_t values) {
    return values < 2 ? 0 : values - 2 - static_cast<std::uint32_t>(place.below);
}

double between(double at, double next, const QuantilePlace& place) {
    return at + place.share * (next - at);
}

}  // namespace

StreamedStatistics::StreamedStatistics(const Design& design, std::size_t bytes)
    : replicate_size_(design.kind == DesignKind::monte_carlo ? 0 : design.draws / design.replicates),
      design_(design),
      low_place_(design.draws, low_limit),
      high_place_(design.draws, high_limit),
      low_(design.draws, static_cast<std::uint32_t>(low_place_.below), kept_in(bytes)),
      high_(design.draws, rank_from_above(high_place_, design.draws), kept_in(bytes)) {
    sampled_ = std::max(low_.sampled_share(), high_.sampled_share());
}

void StreamedStatistics::sample(double value, double place) {
    if (place < low_.sampled_share()) low_.sample(value);
    if (place < high_.sampled_share()) high_.sample(-value);
}

void StreamedStatistics::take_ends() {
    low_end_ = low_.end();
    high_start_ = -high_.end();
}

void StreamedStatistics::end_first() {
    mean_ = finite_ ? sum_ / static_cast<double>(design_.draws) : undefined;
    mean_of_means_ = sum_of_means_ / static_cast<double>(design_.replicates);
    replicates_ = {};
    low_.end_sample();
    high_.end_sample();
    take_ends();
}

std::size_t StreamedStatistics::end_second() {
    const std::size_t kept = low_.end_count() + high_.end_count();
    take_ends();
    return kept;
}

DrawStatistics StreamedStatistics::end() {
    const auto draws = static_cast<double>(design_.draws);
    const double variance = finite_ && design_.draws > 1 ? squares_ / (draws - 1) : undefined;
    DrawStatistics result;
    result.moments = {design_.draws, mean_, variance, noise_.noise(), noise_.slope()};
    const double replicates = design_.replicates;
    result.error = replicate_size_ == 0
                       ? mean_error(variance, draws)
                       : mean_error(finite_ ? squares_of_means_ / (replicates - 1) : undefined, replicates);
    if (!finite_) return result;
    const TailSelection::Neighbours low = low_.found(), high = high_.found();
    if (design_.draws == 1)
        result.limits = {low.at, low.at};
    else
        result.limits = {between(low.at, low.next, low_place_), between(-high.next, -high.at, high_place_)};
    return result;
}

}  // namespace ibtr::psa
