#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "ibtr/design.hpp"
#include "psa/outcomes.hpp"

namespace ibtr::psa {

/// How a draw becomes outcomes.
enum class DrawMethod : std::uint8_t {
    simulation,  ///< of women, in two halves
    exact,       ///< solved on continuous hazards: no noise
};

/// What an analysis is: two stores of the same analysis hold the same rows.
struct Analysis {
    std::string config_text, config_hash;
    std::uint64_t seed = 0, patients = 0;  ///< patients per draw
    Design design;
    std::string version;
    DrawRange range;  ///< draws that this store is for: all of the design's, or those of one shard
    OutcomeSelection selection = {};
    DrawMethod method = DrawMethod::simulation;
    std::optional<double> pilot_optimal_patients = {};  ///< n* by which `patients` was chosen, where it was
};

/// Where two analyses differ, as "seed: 1 there, 2 here" for the first difference; empty where they are the same.
std::string difference(const Analysis& stored, const Analysis& wanted);

/// An analysis as texts by key (docs/psa.md, "The store").
using AnalysisRows = std::map<std::string, std::string>;
AnalysisRows to_rows(const Analysis& analysis);

/// @throws std::invalid_argument naming the key whose text cannot be, or is missing
Analysis to_analysis(const AnalysisRows& rows);

}  // namespace ibtr::psa
