#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sensitivity/evaluation.hpp"
#include "sensitivity/outcome_choice.hpp"

namespace ibtr::sensitivity {

/// An expected value of information, in units of the strategies' values.
struct InformationValue {
    double value;
    double standard_error;  ///< of the finite number of draws and, for a part of the parameters, of the regression
};

/// Expected value of perfect information, E max_s V_s - max_s E V_s: what the choice of strategy gains where all
/// parameters are known.
/// @param values [strategy][draw], more is better
InformationValue perfect_information(const std::vector<std::vector<double>>& values);

/// Expected value of partial perfect information about some inputs: the same with E(V_s | inputs) in place of V_s, by
/// regression of the differences from the first strategy (Strong, Oakley and Brennan 2014, Med Decis Making
/// 34:311-326). Never clipped to [0, EVPI]: where it leaves the range, the regression is not good enough.
/// @param inputs [input][draw] @param seed of the regression error's simulation
InformationValue partial_information(const std::vector<std::vector<double>>& values,
                                     const std::vector<std::vector<double>>& inputs, std::uint64_t seed);

/// The expected value of knowing some parameters; none stands for all.
struct InformationRow {
    std::string endpoint;  ///< by whose value strategies are ranked, in whose units it is
    std::vector<std::size_t> parameters;
    InformationValue value;
};

/// For each ranking: of all parameters, of each drawn one alone, and of those known together.
/// @param seed of the regression errors' simulation
std::vector<InformationRow> information_table(const DrawTable& draws, const std::vector<Ranking>& rankings,
                                              const std::vector<std::vector<std::size_t>>& together,
                                              std::uint64_t seed);

}  // namespace ibtr::sensitivity
