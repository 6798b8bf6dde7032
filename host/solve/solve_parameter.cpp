#include <array>
#include <mutex>

#include "exact/parallel_for.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/solve.hpp"

namespace ibtr {

ModelNumber exact_number(const Model& model, const Estimand& estimand, const ExactOptions& options) {
    return [&model, estimand, options](const Parameters& parameters) {
        return estimand_values(model, parameters, std::array{estimand}, options).front();
    };
}

Solution solve_parameter(const Model& model, const Parameters& base, std::size_t parameter, const ParameterRange& range,
                         const ModelNumber& number, const std::vector<Wanted>& wanted) {
    const auto number_at = [&](double value) { return number(with_value(model, base, parameter, value)); };
    Solution solution = solve_for(number_at, range, wanted);
    solution.parameter = parameter;
    return solution;
}

RootDistribution solve_draws(const Model& model, std::uint32_t draws, std::size_t parameter,
                             const ParameterRange& range, const ModelNumber& number, const Wanted& wanted,
                             unsigned threads, const std::function<bool(std::uint32_t)>& progress) {
    RootDistribution distribution;
    if (draws == 0) return distribution;
    distribution.draws.resize(draws);
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, draws, 1}, model.seed);
    std::mutex mutex;
    std::uint32_t done = 0;
    exact::parallel_for(draws, threads, [&](std::size_t d) {
        const Parameters drawn = sampler.draw(static_cast<std::uint32_t>(d));
        Solution solution = solve_parameter(model, drawn, parameter, range, number, {wanted});
        const std::scoped_lock lock(mutex);
        distribution.draws[d] = std::move(solution.roots.front());
        if (progress && !progress(++done)) throw Interrupted("stopped by the user");
    });
    return distribution;
}

}  // namespace ibtr
