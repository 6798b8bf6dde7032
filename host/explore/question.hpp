#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"
#include "ibtr/population.hpp"

namespace ibtr::explore {

/// Of what a page wants to see curves.
struct Question {
    std::string endpoint;
    ReportGroup group;
    PopulationKind population = PopulationKind::standardised;
    std::vector<double> landmarks_years;  ///< ascending, whole bins
};

/// Reads "endpoint", "group", "population" and "landmarks_years"; what is left out is overall survival, where the model
/// has it, else its first endpoint, all people, the first population, the config's landmarks.
/// @throws UsageError where the model has not what is asked for
Question read_question(const nlohmann::ordered_json& json, const Model& model);

/// Endpoints with numbers over time, by name.
std::vector<std::string> shown_endpoints(const Model& model);

/// Output bins a year of a coarser grid, the fewest, on which all times of a model, its values and a question are ends
/// of bins; nothing where there is none that is much coarser, or the model is in cycles.
std::optional<unsigned> coarse_grid(const Model& model, const std::optional<Economics>& economics,
                                    const Question& question);

}  // namespace ibtr::explore
