#include <array>
#include <utility>

#include "solve/solve.hpp"
#include "uncertainty/for_each_draw.hpp"
#include "validate/estimand_values.hpp"

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
                             unsigned threads, const std::function<bool(std::uint32_t)>& progress,
                             const SharedPatients* simulated) {
    RootDistribution distribution;
    if (draws == 0) return distribution;
    distribution.draws.resize(draws);
    for_each_draw(model, draws, threads, progress, [&](std::size_t d, const Parameters& drawn) {
        Solution solution = solve_parameter(model, drawn, parameter, range, number, {wanted});
        if (simulated != nullptr) add_errors(solution, model, drawn, *simulated);
        distribution.draws[d] = std::move(solution.roots.front());
    });
    return distribution;
}

}  // namespace ibtr
