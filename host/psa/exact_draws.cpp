#include "psa/exact_draws.hpp"

#include <fmt/core.h>

#include <exception>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/parallel.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/population.hpp"

namespace ibtr::psa {
namespace {

std::string digest_of(const ExpectedTallies& expected) {
    Digest digest;
    digest.words(expected.probability);
    digest.words(expected.offset_bins);
    return digest.hex();
}

}  // namespace

DrawRecord solve_draw(const DrawContext& context, std::uint32_t draw, std::function<bool()> stop_requested) {
    const Model& model = context.model;
    const Parameters parameters = context.sampler.draw(draw);
    const Population population = make_population(model, parameters);
    const ContinuousHazards hazards(model, parameters, population);
    ExactOptions options;
    options.budget_seconds = 0;
    options.threads = 1;
    options.stop_requested = std::move(stop_requested);
    const ExpectedTallies expected = solve_exact(model, population, context.graph, hazards, options);
    std::vector<double> values = context.outcomes.evaluate(parameters, population, expected);
    std::vector<float> no_noise(values.size(), 0.0F);
    return {draw, parameters.values(), std::move(values), std::move(no_noise), digest_of(expected)};
}

void solve_draws(const DrawContext& context, const DrawQueue& queue, unsigned threads) {
    std::mutex failing;
    std::map<std::uint32_t, std::exception_ptr> failures;
    parallel_for(threads, threads, [&](std::size_t) {
        while (const std::optional<std::uint32_t> draw = queue.next()) {
            try {
                queue.finish(solve_draw(context, *draw, queue.stop_requested));
            } catch (...) {
                queue.begin_nothing_more();
                const std::scoped_lock lock(failing);
                failures.emplace(*draw, std::current_exception());
            }
        }
    });
    if (!failures.empty()) std::rethrow_exception(failures.begin()->second);
}

Engine make_exact_engine(unsigned threads) {
    return {make_backend("omp", threads), threads, "exact",
            fmt::format("{} draws at a time, each solved without simulation", threads)};
}

}  // namespace ibtr::psa
