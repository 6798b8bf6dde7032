#pragma once

#include <cstddef>
#include <vector>

#include "ibtr/parameter_sampler.hpp"
#include "sensitivity/evaluation.hpp"

namespace ibtr::sensitivity {

/// Parameter draws and what the model says of each.
struct DrawTable {
    std::vector<std::size_t> parameters;        ///< the drawn ones
    std::vector<std::vector<double>> inputs;    ///< [parameter][draw]
    std::vector<std::vector<double>> outcomes;  ///< [draw][outcome]

    [[nodiscard]] std::size_t draws() const { return outcomes.size(); }
    [[nodiscard]] std::vector<double> outcome(std::size_t index) const;
    /// Position of a parameter in `parameters`. @throws std::logic_error where it is not drawn
    [[nodiscard]] std::size_t position(std::size_t parameter) const;
};

/// The sampler's first draws.
DrawTable evaluate_draws(const ParameterSampler& sampler, std::size_t draws, const Evaluate& evaluate, unsigned threads,
                         const Progress& progress);

}  // namespace ibtr::sensitivity
