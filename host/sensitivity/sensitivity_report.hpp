#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/run_folder.hpp"
#include "ibtr/model.hpp"
#include "psa/outcomes.hpp"
#include "sensitivity/deterministic.hpp"
#include "sensitivity/evaluation.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/sample_information.hpp"
#include "sensitivity/sobol_indices.hpp"
#include "sensitivity/value_of_information.hpp"

/// Results of sensitivity analyses -> text of files; columns are explained in docs/sensitivity.md.
namespace ibtr::sensitivity {

/// What the results are about.
struct Subject {
    const Model& model;
    const Parameters& base;
    const std::vector<Quantity>& outcomes;
    std::vector<std::size_t> chosen;  ///< outcomes that files speak about
    std::vector<Ranking> rankings;    ///< by which strategies are ranked, at least one
    std::string currency;             ///< of costs and net benefits; empty where there are none
};

std::string one_way_csv(const Subject& subject, const std::vector<OneWay>& rows, const std::vector<double>& at_base);
/// @param rows by ranking
std::string thresholds_csv(const Subject& subject, const std::vector<std::vector<Threshold>>& rows);
std::string two_way_csv(const Subject& subject, const TwoWay& grid);
/// Partial rank correlations, and the share of each outcome's variance that a parameter alone explains (by regression).
std::string ranks_csv(const Subject& subject, const DrawTable& draws);
/// A row a draw: its parameters, then the chosen outcomes.
std::string draws_csv(const Subject& subject, const DrawTable& draws);
std::string sobol_csv(const Subject& subject, const std::vector<SobolIndex>& indices);
std::string evppi_csv(const Subject& subject, const std::vector<InformationRow>& rows);
std::string evsi_csv(const std::vector<SampleRow>& rows);

/// Which strategy is the best by a ranking at the base case, and where that changes, in words.
std::string changes_text(const Subject& subject, std::size_t ranking, const std::vector<double>& at_base,
                         const std::vector<Threshold>& changes);

/// A value of an outcome for people: four decimals, or, where values are of a size of 100 or more, as money is, none.
std::string outcome_digits(double value, double size);

/// What a parameter does to an outcome, in a line: from its lower to its upper limit, and how far between.
std::string one_way_line(const Model& model, const OneWay& row, std::size_t outcome);

/// Rows of one outcome, the largest swing first.
std::vector<const OneWay*> by_swing(const std::vector<OneWay>& rows, std::size_t outcome);

}  // namespace ibtr::sensitivity
