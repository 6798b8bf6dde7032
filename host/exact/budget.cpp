#include "exact/budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "exact/convolution.hpp"
#include "exact/level.hpp"
#include "exact/step.hpp"
#include "ibtr/error.hpp"

namespace ibtr::exact {
namespace {

// Measured against the convolution's multiply-add (about 0.2 ns on one x86-64 core).
constexpr double per_node_step = 600;     // everything but convolutions
constexpr double per_kernel_step = 3000;  // quadrature of a sojourn kernel
constexpr double per_cohort_node = 300;   // of a block, moving one cohort over one step
constexpr double per_cohort_exit = 100;
constexpr double per_averaged_step = 10;   // survival of one age in the average over ages
constexpr double exponential_passes = 40;  // products of matrices in a matrix exponential

}  // namespace

double level_work(const Model& model, const DistinctProblem& problem, std::size_t steps_per_bin) {
    const auto steps = static_cast<double>(model.bins() * steps_per_bin);
    double convolutions = 0, nodes = 0, kernels = 0, passages = 0, cohorts = 0;
    for (const auto& component : problem.graph.components) {
        for (const std::size_t n : component) {
            if (problem.graph.nodes[n].block) {
                cohorts += per_cohort_node + per_cohort_exit * static_cast<double>(problem.graph.nodes[n].exits.size());
                continue;
            }
            const std::size_t exits = problem.graph.nodes[n].sojourn_exits;
            convolutions += exits > 1 ? static_cast<double>(exits + 1) : static_cast<double>(exits);
            if (exits > 0) ++kernels;
        }
        const auto size = static_cast<double>(component.size());
        nodes += size;
        if (problem.graph.is_cyclic(component)) passages += 2000 + size * size * size;
    }
    const double one_age = steps * ((convolutions + cohorts) * steps / 2 + nodes * per_node_step + passages);
    const auto ages = static_cast<double>(age_rule(problem.band, model.grid_per_year, steps_per_bin).weights.size());
    const double preparation = kernels * steps * per_kernel_step;
    return problem.same_age_hazard ? preparation + one_age + ages * steps * per_averaged_step
                                   : preparation + one_age * ages;
}

double markov_work(const Model& model, const DistinctProblem& problem) {
    double nodes = 0;
    for (const auto& component : problem.graph.components) nodes += static_cast<double>(component.size());
    const double size = 3 * nodes;
    return exponential_passes * size * size * size + static_cast<double>(model.bins()) * (3 * nodes * nodes + 200);
}

double seconds_per_unit_of_work() {
    constexpr std::size_t size = 4096, repeats = 50, trials = 8;
    std::vector<double> a(size), b(size, 1e-3);
    std::iota(a.begin(), a.end(), 0.0);
    double fastest = std::numeric_limits<double>::infinity();
    for (std::size_t trial = 0; trial < trials; ++trial) {  // the fastest: least disturbed by other processes
        const Stopwatch stopwatch;
        for (std::size_t r = 0; r < repeats; ++r) a[r] = dot_product(a.data(), b.data(), size) * 1e-9;
        fastest = std::min(fastest, stopwatch.seconds());
    }
    return fastest / static_cast<double>(size * repeats);
}

TimeLimit::TimeLimit(const ExactOptions& options) : options_(options) {}

void TimeLimit::check() const {
    if (options_.stop_requested && options_.stop_requested()) throw Interrupted("stopped by the user");
    if (options_.budget_seconds > 0 && stopwatch_.seconds() > options_.budget_seconds)
        throw BudgetExceeded(
            fmt::format("the exact solution has not ended within its budget of {:.1f} s", options_.budget_seconds));
}

}  // namespace ibtr::exact
