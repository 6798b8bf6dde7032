#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/stopwatch.hpp"
#include "controls/control.hpp"
#include "explore/question.hpp"
#include "explore/state.hpp"
#include "ibtr/config.hpp"
#include "ibtr/quantity.hpp"

namespace ibtr::explore {

/// A number that the model is to say.
struct TargetNumber {
    Quantity quantity;
    double sign = 1;   ///< -1: the page shows the quantity with the other sign
    double value = 0;  ///< as the page shows it
};

/// Reads {"quantity": {"kind": "value", "difference" or "risk_ratio", "endpoint", "group", "population", "strategy",
/// "time_years"}, "value"}. @throws UsageError where the model has not what is asked for
TargetNumber read_target(const nlohmann::ordered_json& json, const Model& model);

/// What would have to be true: for each slider by itself, all others as they are, the value at which the model says a
/// number. Searched in the background, one search at a time.
class TargetSearch {
public:
    /// The references must outlive this object. @param name of the config, for messages
    /// @param make_way asked before each solution: true while somebody waits for another
    TargetSearch(const LoadedConfig& config, const std::string& name, const std::vector<Control>& controls,
                 unsigned threads, std::function<bool()> make_way);
    ~TargetSearch();
    TargetSearch(const TargetSearch&) = delete;
    TargetSearch& operator=(const TargetSearch&) = delete;

    /// Begins a search in place of the last one.
    void start(State state, TargetNumber target, bool coarse_first);
    void stop();
    /// {"running", "seconds", "done", "of", "results": [{"key", "value", ...}], "error"}
    [[nodiscard]] nlohmann::ordered_json progress() const;

private:
    struct Found {
        std::string key;
        std::vector<double> values;  ///< ascending; empty: none in the slider's range
        double nearest = 0;          ///< of the values, that next to where the slider is
        double closest = 0, closest_number = 0;
        std::string reason;  ///< why there is none
    };
    void search(const State& state, const TargetNumber& target, bool coarse_first);
    [[nodiscard]] Found search(const State& state, const TargetNumber& target, const Control& control,
                               bool coarse_first) const;
    [[nodiscard]] double number_at(const State& state, const TargetNumber& target, bool coarse) const;
    [[nodiscard]] double polished(const State& state, const TargetNumber& target, const Control& control,
                                  double root) const;

    const LoadedConfig& config_;
    const std::string& name_;
    const std::vector<Control>& controls_;
    unsigned threads_;
    std::function<bool()> make_way_;

    mutable std::mutex mutex_;  ///< of what follows, up to the thread
    std::vector<Found> found_;
    std::size_t of_ = 0;
    bool is_running_ = false, was_stopped_ = false;
    std::string error_;
    Stopwatch stopwatch_;
    double seconds_ = 0;

    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}  // namespace ibtr::explore
