#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "decision/own_draws.hpp"
#include "decision/plane.hpp"

namespace ibtr::decision {

/// How many decisions the information would be for.
struct DecisionPopulation {
    double incidence_per_year = 0;  ///< patients
    unsigned years = 0;
    double discount_per_year = 0;

    /// Patients of the years 1 to `years`, those of year t counted (1 + r)^-t times.
    [[nodiscard]] double patients() const;
};

/// Of draws: everything that follows for the choice between strategies.
struct DecisionResults {
    std::vector<std::string> strategies;
    StrategyIndex reference;
    std::vector<psa::Acceptability> choice;  ///< by willingness to pay
    std::vector<PlanePoint> plane;           ///< by strategy
    std::optional<DecisionPopulation> population;
};
DecisionResults decide(const OwnDraws& draws, StrategyIndex reference, const std::vector<double>& willingness,
                       const std::optional<DecisionPopulation>& population);

/// ceac.csv, evpi.csv and plane.csv.
void write_decision(const DecisionResults& results, const RunFolder& folder);
FileNames decision_files();

std::string decision_table(const DecisionResults& results);
std::string decision_json(const DecisionResults& results);

}  // namespace ibtr::decision
