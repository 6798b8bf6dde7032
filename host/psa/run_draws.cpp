#include "psa/run_draws.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "base/stopwatch.hpp"
#include "ibtr/error.hpp"

namespace ibtr::psa {
namespace {

/// Finished draws on their way into the store: a transaction now and then, in order of draws.
class Dispatch {
public:
    Dispatch(Store& store, const RunDrawsOptions& options) : store_(store), options_(options) {}

    void add(std::vector<DrawRow> records) {
        waiting_.insert(waiting_.end(), std::make_move_iterator(records.begin()),
                        std::make_move_iterator(records.end()));
    }
    /// @param last nothing will follow for a while: do not wait for more
    void commit_where_due(bool last) {
        const bool due = since_commit_.seconds() >= options_.commit_seconds;
        if (waiting_.empty() || !(due || last || waiting_.size() >= options_.most_waiting)) return;
        std::sort(waiting_.begin(), waiting_.end(), [](const DrawRow& a, const DrawRow& b) { return a.draw < b.draw; });
        store_.append(waiting_);
        stored_ += waiting_.size();
        waiting_.clear();
        since_commit_ = {};
    }
    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    [[nodiscard]] std::uint64_t stored() const { return stored_; }

private:
    Store& store_;
    const RunDrawsOptions& options_;
    std::vector<DrawRow> waiting_;
    std::uint64_t stored_ = 0;
    Stopwatch since_commit_;
};

}  // namespace

void run_draws(const DrawContext& context, Store& store, Backend& backend, const RunDrawsOptions& options,
               const DrawProgress& progress, Peers* peers) {
    // Alone, long enough to be no load and short enough to answer Ctrl-C; with peers, that they do not wait for work.
    const std::chrono::duration<double> patience{peers == nullptr ? 0.1 : 0.002};
    const std::vector<std::uint32_t> missing = store.missing();
    const std::uint64_t total = missing.size();
    Dispatch dispatch(store, options);
    bool interrupted = false;

    Workshop workshop(std::max<std::size_t>(2, options.most_waiting));
    workshop.add(missing);
    workshop.close();
    {
        const Simulation simulation(workshop, context, backend);
        for (bool finished = false; !finished;) {
            dispatch.add(workshop.take(patience));
            if (peers != nullptr) dispatch.add(peers->exchange(workshop));
            const bool ended = workshop.all_taken();
            const bool given_up = interrupted || workshop.failed() || (peers != nullptr && peers->failed());
            const bool last = ended && (given_up || peers == nullptr || peers->idle());
            dispatch.commit_where_due(last);
            finished = last && dispatch.empty();
            if (ended && !last) std::this_thread::sleep_for(patience);  // peers still have draws
            if (!interrupted && progress && !progress(dispatch.stored(), total)) {
                interrupted = true;
                workshop.stop();
            }
        }
    }
    workshop.rethrow_failure();
    if (peers != nullptr) peers->rethrow_failure();
    if (interrupted && dispatch.stored() < total)
        throw Interrupted("stopped by the user; all finished draws are stored");
}

}  // namespace ibtr::psa
