#include "psa/engine.hpp"

#include <fmt/core.h>

#include <memory>
#include <mutex>

#include "ibtr/backend.hpp"

namespace ibtr::psa {

Engine make_engine(const std::string& backend, unsigned threads) {
    std::shared_ptr<Backend> chosen = make_backend(backend, 1);
    if (chosen->name() == "cuda") {
        auto turn = std::make_shared<std::mutex>();
        const auto simulate = [chosen, turn](const Tables& tables, const WorkPlan& plan) {
            const std::scoped_lock lock(*turn);
            return chosen->simulate(tables, plan, {});
        };
        return {simulate, threads, chosen->name(), chosen->description()};
    }
    chosen = make_backend("cpp", 1);
    const unsigned workers = backend == "cpp" ? 1 : threads;
    return {[chosen](const Tables& tables, const WorkPlan& plan) { return chosen->simulate(tables, plan, {}); },
            workers, chosen->name(), fmt::format("{} draws at a time, each on {}", workers, chosen->description())};
}

}  // namespace ibtr::psa
