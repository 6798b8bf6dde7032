#include "psa/run_draws.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "ibtr/error.hpp"
#include "psa/dispatch.hpp"

namespace ibtr::psa {

void run_draws(const DrawContext& context, Store& store, Backend& backend, const RunDrawsOptions& options,
               const DrawProgress& progress, Peers* peers) {
    // Alone, long enough to be no load and short enough to answer Ctrl-C; with peers, that they do not wait for work.
    const std::chrono::duration<double> patience{peers == nullptr ? 0.1 : 0.002};
    const DrawSet missing = store.missing();
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
