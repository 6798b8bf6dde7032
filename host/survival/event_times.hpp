#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Statistics of observed event times. Data are plain arrays, one element a row: a person, or a spell of one. A row is
/// at risk in (entry, exit]: who enters at a time is not at risk of what happens then, who leaves then is. Results and
/// workspaces keep their memory from call to call, for those who analyse thousands of sets.
namespace ibtr::survival {

struct EventTimes {
    std::span<const double> entry;           ///< [years]; empty: all enter before the first event
    std::span<const double> exit;            ///< [years]; above entry
    std::span<const std::uint8_t> event;     ///< 1 where the event came at exit, 0 where observation ended
    std::span<const std::uint32_t> stratum;  ///< 0, 1, ...; empty: one stratum

    [[nodiscard]] std::size_t size() const { return exit.size(); }
};

/// Rows of one stratum: elements [begin, end) of both orders.
struct StratumRows {
    std::size_t begin = 0, end = 0;
};

/// The orders in which rows enter and leave, sorted once for every analysis of the same times.
class TimeOrder {
public:
    /// @throws std::invalid_argument where arrays differ in length, a time is not finite or entry is not below exit
    void sort(const EventTimes& times);

    [[nodiscard]] std::span<const std::uint32_t> by_exit() const { return by_exit_; }  ///< ascending in each stratum
    /// The same by entry; empty where the times have none.
    [[nodiscard]] std::span<const std::uint32_t> by_entry() const { return by_entry_; }
    /// In ascending order of their numbers; strata without rows are left out.
    [[nodiscard]] std::span<const StratumRows> strata() const { return strata_; }

private:
    std::vector<std::uint32_t> by_exit_, by_entry_;
    std::vector<StratumRows> strata_;
};

/// Of one stratum, forwards in time: who enters before a time, who leaves before it, who leaves at it.
class ForwardSweep {
public:
    ForwardSweep(const EventTimes& times, const TimeOrder& order, StratumRows rows)
        : times_(times),
          order_(order),
          rows_(rows),
          entered_(rows.begin),
          left_(rows.begin),
          at_time_end_(rows.begin) {}

    /// The next time at which an event comes. `enter(row)` and `leave(row)` are told of every row between the last time
    /// and this one; then `at_time()` are the rows that leave at it. @return false where there is none
    template <class Enter, class Leave>
    bool next(Enter enter, Leave leave);
    [[nodiscard]] double time() const { return time_; }
    [[nodiscard]] std::span<const std::uint32_t> at_time() const {
        return order_.by_exit().subspan(left_, at_time_end_ - left_);
    }

private:
    const EventTimes& times_;
    const TimeOrder& order_;
    StratumRows rows_;
    std::size_t entered_, left_, at_time_end_;
    bool started_ = false;
    double time_ = 0;
};

template <class Enter, class Leave>
bool ForwardSweep::next(Enter enter, Leave leave) {
    const auto by_exit = order_.by_exit();
    if (!started_ && order_.by_entry().empty())  // everyone is there from the beginning
        for (std::size_t i = rows_.begin; i < rows_.end; ++i) enter(by_exit[i]);
    started_ = true;
    std::size_t first_event = at_time_end_;
    while (first_event < rows_.end && times_.event[by_exit[first_event]] == 0) ++first_event;
    at_time_end_ = rows_.end;
    if (first_event == rows_.end) return false;
    time_ = times_.exit[by_exit[first_event]];
    const auto by_entry = order_.by_entry();
    if (!by_entry.empty())
        for (; entered_ < rows_.end && times_.entry[by_entry[entered_]] < time_; ++entered_) enter(by_entry[entered_]);
    for (; times_.exit[by_exit[left_]] < time_; ++left_) leave(by_exit[left_]);
    at_time_end_ = first_event + 1;
    while (at_time_end_ < rows_.end && times_.exit[by_exit[at_time_end_]] == time_) ++at_time_end_;
    return true;
}

}  // namespace ibtr::survival
