#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "base/run_folder.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "report/run_files.hpp"
#include "study/describe.hpp"

/// Draws of numbers as they were published, each with the parameters that reproduce them. A standard error of a
/// published ratio is that of the published ratio, not of the conditional one that the model has in its place.
namespace ibtr {

struct PublishedDraw {
    std::uint32_t number = 0;
    bool is_solved = false;      ///< else no parameters were found that reproduce what was drawn
    double misfit = 0;           ///< largest, where solved
    unsigned solutions = 0;      ///< exact solutions that it took
    std::vector<double> values;  ///< of PublishedDraws::parameters: drawn, and solved for or as they stood
};

struct PublishedDraws {
    std::vector<std::size_t> parameters;  ///< those that are drawn and those that are solved for, ascending
    std::vector<PublishedDraw> draws;     ///< by number

    [[nodiscard]] std::size_t solved() const;
};

struct PublishedDrawsOptions {
    std::uint32_t draws = 200;
    double tolerance = 1e-5;  ///< of the misfit of every marginal
    ExactOptions exact{.budget_seconds = 0};
    std::function<bool(std::uint32_t)> progress = {};  ///< told how many draws are done; false stops
    /// Told of every draw that is new, by one thread at a time.
    std::function<void(const PublishedDraw&)> keep = {};
};

/// PublishedDraws::parameters of a model.
std::vector<std::size_t> parameters_of_published_draws(const Model& model);

/// Draws all that is uncertain but for the parameters that are solved for, and solves these anew in each draw, from
/// their values in the config. A parameter whose published number is written in place, and which has an uncertainty of
/// its own, is drawn and not solved for. Draw d is a function of the model, its seed and d.
/// @param known draws that are there already, from `read_published_draws`
/// @throws UsageError for a model without marginals, or a draw that is not legal; Interrupted
PublishedDraws draw_published(const Model& model, const PublishedDrawsOptions& options,
                              std::vector<PublishedDraw> known = {});

/// published_draws.csv. @param config_hash, seed stand in every row
std::string published_draws_csv(const Model& model, const PublishedDraws& draws, const std::string& config_hash);
/// What an earlier, unfinished run has left.
/// @throws UsageError where it is of another config, seed or set of parameters
std::vector<PublishedDraw> read_published_draws(const CsvTable& table, const Model& model,
                                                const std::string& config_hash);
/// posterior.csv: the solved draws, as a config's [posterior] takes them.
std::string posterior_of_published(const Model& model, const PublishedDraws& draws);

/// For people.
std::string published_draws_table(const Model& model, const PublishedDraws& draws);
FileNames published_draws_files();

}  // namespace ibtr
