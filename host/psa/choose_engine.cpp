#include "psa/choose_engine.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "base/stopwatch.hpp"
#include "ibtr/error.hpp"
#include "psa/dispatch.hpp"
#include "psa/workshop.hpp"

namespace ibtr::psa {
namespace {

/// In a share, at least: the first one, and so many more that threads idle at the end of the last ones weigh little.
constexpr std::uint64_t draws_a_thread = 9;

/// Draws in the store so far; returning false stops.
using TrialProgress = std::function<bool(std::uint64_t stored)>;

/// One engine at its draws.
class Trial {
public:
    /// @param draws more than the engine has threads
    Trial(Store& store, const Engine& engine, DrawSet draws)
        : engine_(engine),
          first_(draws.take_front(std::uint64_t{engine.threads})),
          measured_(std::move(draws)),
          workshop_(usual_.most_waiting),
          dispatch_(store, usual_) {
        pace_.backend = engine.name;
    }

    BackendPace run(const DrawContext& context, double seconds, const TrialProgress& progress) {
        // Short beside the trial: what is measured ends with the look that finds the last draw.
        constexpr std::chrono::duration<double> between_looks{0.002};
        workshop_.add(first_);
        bool interrupted = false;
        {
            const Simulation simulation(workshop_, context, *engine_.backend);
            for (bool ended = false; !ended;) {
                take(workshop_.take(between_looks));
                if (pace_.draws > 0 && clock_->seconds() >= seconds) (void)workshop_.give_away(workshop_.not_begun());
                ended = workshop_.all_taken();
                dispatch_.commit_where_due(ended);
                if (!interrupted && !progress(dispatch_.stored())) {
                    interrupted = true;
                    workshop_.stop();
                }
            }
        }
        workshop_.rethrow_failure();
        if (interrupted) throw Interrupted("stopped by the user; all finished draws are stored");
        return pace_;
    }

    [[nodiscard]] std::uint64_t stored() const { return dispatch_.stored(); }

private:
    void take(std::vector<DrawRow> rows) {
        back_ += rows.size();
        if (clock_ && !rows.empty()) {
            pace_.draws += rows.size();
            pace_.seconds = clock_->seconds();
        }
        dispatch_.add(std::move(rows));
        if (clock_ || back_ < first_.size()) return;
        clock_.emplace();
        workshop_.add(measured_);
        workshop_.close();
    }

    const RunDrawsOptions usual_;
    const Engine& engine_;
    const DrawSet first_, measured_;
    Workshop workshop_;
    Dispatch dispatch_;
    std::uint64_t back_ = 0;          ///< draws, of either kind
    std::optional<Stopwatch> clock_;  ///< since the first draws are back
    BackendPace pace_;
};

}  // namespace

ChosenEngine choose_engine(const DrawContext& context, Store& store, std::span<const Engine> candidates,
                           const TrialOptions& options, const DrawProgress& progress) {
    if (candidates.size() == 1) return {candidates.front(), {}};
    const DrawSet missing = store.missing();
    const std::uint64_t share = missing.size() / (2 * candidates.size());
    const unsigned threads = std::ranges::max(candidates, {}, &Engine::threads).threads;
    if (missing.size() < options.fewest_missing || share < draws_a_thread * threads) return {candidates.front(), {}};

    DrawSet left = missing;
    std::uint64_t stored = 0;
    std::vector<BackendPace> paces;
    for (const Engine& engine : candidates) {
        Trial trial(store, engine, left.take_front(share));
        paces.push_back(trial.run(context, options.seconds, [&](std::uint64_t by_this_one) {
            return !progress || progress(stored + by_this_one, missing.size());
        }));
        stored += trial.stored();
    }
    const auto fastest = std::ranges::max_element(paces, {}, &BackendPace::draws_per_second);
    return {candidates[static_cast<std::size_t>(fastest - paces.begin())], std::move(paces)};
}

}  // namespace ibtr::psa
