#include <algorithm>
#include <array>
#include <mutex>

#include "exact/parallel_for.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/solve.hpp"

namespace ibtr {
namespace {

/// The model's number with one parameter at another value, and all that is computed from it.
std::function<double(double)> number_at(const Model& model, const Parameters& base, std::size_t parameter,
                                        const Estimand& estimand, const ExactOptions& options) {
    return [&model, base, parameter, &estimand, &options](double value) {
        std::vector<double> values = base.values();
        values[parameter] = value;
        const Parameters moved = with_expressions(model, std::move(values));
        const std::vector<std::string> violations = check_values(model, moved);
        if (!violations.empty())
            throw UsageError(model.parameters[parameter].name + " = " + std::to_string(value) + ": " +
                             violations.front() + "; narrow the range with --low and --high");
        return estimand_values(model, moved, std::array{estimand}, options).front();
    };
}

}  // namespace

Solution solve_estimand(const Model& model, const Parameters& base, std::size_t parameter, const ParameterRange& range,
                        const Estimand& estimand, const std::vector<Wanted>& wanted, const ExactOptions& options) {
    Solution solution = solve_for(number_at(model, base, parameter, estimand, options), range, wanted);
    solution.parameter = parameter;
    return solution;
}

RootDistribution solve_draws(const Model& model, std::uint32_t draws, std::size_t parameter,
                             const ParameterRange& range, const Estimand& estimand, const Wanted& wanted,
                             const ExactOptions& options, unsigned threads,
                             const std::function<bool(std::uint32_t)>& progress) {
    RootDistribution distribution;
    distribution.draws = draws;
    if (draws == 0) return distribution;
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, draws, 1}, model.seed);
    ExactOptions one_thread = options;
    one_thread.threads = 1;
    std::mutex mutex;
    std::uint32_t done = 0;
    exact::parallel_for(draws, threads, [&](std::size_t d) {
        const Parameters drawn = sampler.draw(static_cast<std::uint32_t>(d));
        const Solution solution = solve_estimand(model, drawn, parameter, range, estimand, {wanted}, one_thread);
        const std::scoped_lock lock(mutex);
        if (!solution.roots.front().at.empty()) distribution.roots.push_back(solution.roots.front().at.front());
        if (progress && !progress(++done)) throw Interrupted("stopped by the user");
    });
    std::sort(distribution.roots.begin(), distribution.roots.end());
    return distribution;
}

}  // namespace ibtr
