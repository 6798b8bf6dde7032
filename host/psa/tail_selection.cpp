#include "psa/tail_selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ibtr::psa {
namespace {

/// Standard deviations of a rank in the sample.
constexpr double safety = 6;

/// Beyond this, more of the sample makes gaps of a few values still smaller, and its keeping dearer.
constexpr std::size_t enough_kept = 512;

/// A place in the sample and how far from it an order statistic may lie.
double reach(double place) {
    return safety * std::sqrt(place) + safety;
}

/// The largest place whose reach is within the first `most`.
double largest_place(std::size_t most) {
    const double room = static_cast<double>(most) - safety;
    if (room <= 0) return 0;
    const double root = (std::sqrt(safety * safety + 4 * room) - safety) / 2;
    return root * root;
}

}  // namespace

TailSelection::TailSelection(std::uint32_t values, std::uint32_t rank, std::size_t most_kept)
    : values_(values),
      rank_(rank),
      most_kept_(std::max<std::size_t>(1, std::min<std::size_t>({most_kept, enough_kept, values}))),
      share_(std::min(1.0, largest_place(most_kept_) / (static_cast<double>(rank) + 1))) {
    if (most_kept_ == values) share_ = 1;
    most_kept_ = std::min(most_kept_, end_of_edges());
}

std::size_t TailSelection::end_of_edges() const {
    const double place = (static_cast<double>(rank_) + 1) * share_;
    return static_cast<std::size_t>(place + reach(place)) + 2;
}

void TailSelection::keep(double value) {
    if (kept_.size() == most_kept_) {
        std::pop_heap(kept_.begin(), kept_.end());
        kept_.pop_back();
    }
    kept_.push_back(value);
    std::push_heap(kept_.begin(), kept_.end());
}

void TailSelection::end_sample() {
    std::sort(kept_.begin(), kept_.end());
    const double place = (static_cast<double>(rank_) + 1) * share_;
    const auto first = static_cast<std::size_t>(std::max(0.0, place - reach(place)));
    const auto end = std::min(kept_.size(), end_of_edges());
    if (first < end)
        edges_.assign(kept_.begin() + static_cast<std::ptrdiff_t>(first),
                      kept_.begin() + static_cast<std::ptrdiff_t>(end));
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
    edges_.shrink_to_fit();
    if (!edges_.empty()) end_ = edges_.back();
    kept_ = {};
    at_edge_.assign(edges_.size(), 0);
    below_.assign(edges_.size(), 0);
}

void TailSelection::count(double value) {
    const auto edge = std::lower_bound(edges_.begin(), edges_.end(), value);
    std::vector<std::uint32_t>& counts = *edge == value ? at_edge_ : below_;
    ++counts[static_cast<std::size_t>(edge - edges_.begin())];
}

TailSelection::Answer TailSelection::locate(std::uint32_t rank) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    std::size_t before = 0;
    const auto in_gap = [&](double above, double below, std::size_t count) {
        if (gaps_.empty() || gaps_.back().above != above) gaps_.push_back({above, below, count, {}});
        return Answer{0, gaps_.size() - 1, rank - before};
    };
    for (std::size_t i = 0; i < edges_.size(); ++i) {
        if (rank < before + below_[i]) return in_gap(i == 0 ? -infinite : edges_[i - 1], edges_[i], below_[i]);
        before += below_[i];
        if (rank < before + at_edge_[i]) return {edges_[i], none, 0};
        before += at_edge_[i];
    }
    return in_gap(edges_.empty() ? -infinite : edges_.back(), infinite, values_ - before);
}

std::size_t TailSelection::end_count() {
    at_ = locate(rank_);
    next_ = rank_ + 1 < values_ ? locate(rank_ + 1) : at_;
    edges_ = {};
    at_edge_ = {};
    below_ = {};
    end_ = gaps_.empty() ? nothing : gaps_.back().below;
    return std::accumulate(gaps_.begin(), gaps_.end(), std::size_t{0},
                           [](std::size_t sum, const Gap& gap) { return sum + gap.count; });
}

double TailSelection::value_of(const Answer& answer) {
    if (answer.gap == none) return answer.value;
    std::vector<double>& values = gaps_[answer.gap].values;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(answer.rank);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

TailSelection::Neighbours TailSelection::found() {
    const Neighbours result{value_of(at_), value_of(next_)};
    gaps_ = {};
    return result;
}

}  // namespace ibtr::psa
