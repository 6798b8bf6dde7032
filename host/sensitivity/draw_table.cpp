#include "sensitivity/draw_table.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace ibtr::sensitivity {

std::vector<double> DrawTable::outcome(std::size_t index) const {
    std::vector<double> values;
    values.reserve(outcomes.size());
    for (const std::vector<double>& draw : outcomes) values.push_back(draw[index]);
    return values;
}

std::size_t DrawTable::position(std::size_t parameter) const {
    const auto place = std::find(parameters.begin(), parameters.end(), parameter);
    if (place == parameters.end()) throw std::logic_error("a parameter that is not drawn");
    return static_cast<std::size_t>(place - parameters.begin());
}

DrawTable evaluate_draws(const ParameterSampler& sampler, std::size_t draws, const Evaluate& evaluate, unsigned threads,
                         const Progress& progress) {
    DrawTable table{sampler.drawn(), std::vector<std::vector<double>>(sampler.drawn().size()), {}};
    std::vector<Parameters> sets;
    for (std::size_t d = 0; d < draws; ++d) {
        sets.push_back(sampler.draw(static_cast<std::uint32_t>(d)));
        for (std::size_t i = 0; i < table.parameters.size(); ++i)
            table.inputs[i].push_back(sets.back().values()[table.parameters[i]]);
    }
    table.outcomes = evaluate_all(sets, evaluate, threads, progress);
    return table;
}

}  // namespace ibtr::sensitivity
