#include "survival/event_times.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace ibtr::survival {
namespace {

void require_times(const EventTimes& times) {
    const std::size_t n = times.size();
    const bool same_length = times.event.size() == n && (times.entry.empty() || times.entry.size() == n) &&
                             (times.stratum.empty() || times.stratum.size() == n);
    if (!same_length) throw std::invalid_argument("event times: arrays of different lengths");
    for (std::size_t i = 0; i < n; ++i) {
        if (!std::isfinite(times.exit[i])) throw std::invalid_argument("event times: a time that is not finite");
        if (!times.entry.empty() && !(times.entry[i] < times.exit[i] && std::isfinite(times.entry[i])))
            throw std::invalid_argument("event times: an entry that is not below its exit");
    }
}

void sort_rows(const EventTimes& times, std::span<const double> key, std::vector<std::uint32_t>& rows) {
    rows.resize(times.size());
    std::iota(rows.begin(), rows.end(), 0U);
    if (times.stratum.empty())
        std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return key[a] < key[b]; });
    else
        std::sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) {
            return times.stratum[a] != times.stratum[b] ? times.stratum[a] < times.stratum[b] : key[a] < key[b];
        });
}

}  // namespace

void TimeOrder::sort(const EventTimes& times) {
    require_times(times);
    sort_rows(times, times.exit, by_exit_);
    if (times.entry.empty())
        by_entry_.clear();
    else
        sort_rows(times, times.entry, by_entry_);
    strata_.clear();
    for (std::size_t i = 0; i < by_exit_.size(); ++i) {
        const bool is_new =
            i == 0 || (!times.stratum.empty() && times.stratum[by_exit_[i]] != times.stratum[by_exit_[i - 1]]);
        if (is_new) strata_.push_back({i, i});
        strata_.back().end = i + 1;
    }
}

}  // namespace ibtr::survival
