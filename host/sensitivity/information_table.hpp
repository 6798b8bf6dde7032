#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sensitivity/draw_table.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/value_of_information.hpp"

namespace ibtr::sensitivity {

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
