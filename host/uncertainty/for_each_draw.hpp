#pragma once

#include <cstdint>
#include <functional>
#include <mutex>

#include "base/parallel.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"

namespace ibtr {

/// Calls work(d, parameters) for each of the first draws of a model's parameters, side by side on several threads.
/// @param progress told how many draws are done, one at a time; false stops. May be empty.
/// @throws Interrupted
template <class Work>
void for_each_draw(const Model& model, std::uint32_t draws, unsigned threads,
                   const std::function<bool(std::uint32_t)>& progress, Work work) {
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, draws, 1}, model.seed);
    std::mutex mutex;
    std::uint32_t done = 0;
    parallel_for(draws, threads, [&](std::size_t d) {
        work(d, sampler.draw(static_cast<std::uint32_t>(d)));
        const std::scoped_lock lock(mutex);
        if (progress && !progress(++done)) throw Interrupted("stopped by the user");
    });
}

}  // namespace ibtr
