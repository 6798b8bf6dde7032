#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "estimate/quantity_values.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/quantity.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"
#include "model/parameter_range.hpp"
#include "report/run_files.hpp"

/// The value of one parameter at which the model says a wanted number: what would have to be true.
namespace ibtr {

/// A number that the model is to say, and what of it: "value", "ci_low" or "ci_high".
struct Wanted {
    std::string what;
    double number;
};

/// Where one wanted number is met.
struct Root {
    Wanted wanted;
    std::vector<double> at;  ///< every value of the parameter that was found, ascending; empty: none in the range
    double closest = 0;      ///< of the values tried, the one that comes closest, and what the model says there
    double closest_number = 0;
    std::vector<double> mc_se = {};  ///< Monte Carlo error of each value in `at`; empty: by the exact solver
    double closest_mc_se = 0;        ///< of closest_number
};

/// The model's number over the range of a parameter, and the roots.
struct Solution {
    std::size_t parameter = 0;
    ParameterRange range;
    std::vector<std::pair<double, double>> curve;  ///< (parameter, model), ascending
    std::vector<Root> roots;                       ///< parallel to the wanted numbers
};

/// Scans the range, then closes in on every change of sign (Alefeld, Potra and Shi 1995) to a millionth of the
/// parameter, and on every turn towards the wanted number (turn_towards), which has two roots where it goes beyond.
/// What can go unseen are roots between two points between which the curve turns twice.
/// @param value_at the model's number at a value of the parameter; NaN where undefined
Solution solve_for(const std::function<double(double)>& value_at, const ParameterRange& range,
                   const std::vector<Wanted>& wanted);

/// What the model says at one set of parameter values. Smooth in them: it carries no simulation noise of its own, or
/// the same everywhere.
using ModelNumber = std::function<double(const Parameters&)>;

/// By the exact solver. The model must outlive the result.
ModelNumber exact_number(const Model& model, const Quantity& quantity, const ExactOptions& options);

/// Women to simulate. Two sets of parameter values that are simulated alike share every woman and random number.
struct SimulatedWomen {
    std::uint64_t patients = 0;
    std::uint64_t seed = 0;
    std::uint32_t replicate = 0;  ///< replicates of one seed are independent
    std::function<Tallies(const Tables&, const WorkPlan&)> simulate = {};
};

/// Fractions from a simulation of the compiled tables; weights of strata stay exact.
/// @throws UsageError, when called, where a stratum would have no woman
CellSource simulated_cells(const SimulatedWomen& women);

/// By simulation, in several independent replicates: each its own women and random numbers, the same at every set of
/// parameter values (common random numbers), so that the mean over replicates is nearly as smooth as the model. The
/// replicates' scatter is the Monte Carlo error.
class SharedPatients {
public:
    /// @param women of each replicate; its own number of replicate counts for nothing
    /// @param replicates 2 or more; the model must outlive this object
    SharedPatients(const Model& model, Quantity quantity, SimulatedWomen women, std::uint32_t replicates);

    /// What each replicate says.
    [[nodiscard]] std::vector<double> each(const Parameters& parameters) const;
    /// Their mean and its standard error.
    struct Mean {
        double value, mc_se;
    };
    [[nodiscard]] Mean mean(const Parameters& parameters) const;

private:
    const Model& model_;
    Quantity quantity_;
    SimulatedWomen women_;
    std::uint32_t replicates_;
};

/// Solves with all other parameters as given; how one is moved: with_value.
/// @throws UsageError where the model does not allow a value of the range
Solution solve_parameter(const Model& model, const Parameters& base, std::size_t parameter, const ParameterRange& range,
                         const ModelNumber& number, const std::vector<Wanted>& wanted);

/// Monte Carlo errors of the roots of a solution by simulation: the standard error of the mean number there over the
/// slope of the curve (delta method), which is taken from a two-hundredth of the range to either side.
void add_errors(Solution& solution, const Model& model, const Parameters& base, const SharedPatients& simulated);

/// The roots of one wanted number over draws of the other parameters.
struct RootDistribution {
    std::vector<Root> draws;

    /// The lowest root of each draw that has one, ascending.
    [[nodiscard]] std::vector<double> roots() const;
    [[nodiscard]] double share_without() const;
    /// Shares of draws whose numbers are all too low, all too high: no value of the parameter is enough, or none is
    /// little enough. (Draws without a number anywhere are in neither.)
    [[nodiscard]] double share_too_low() const;
    [[nodiscard]] double share_too_high() const;
    /// Binomial standard error of share_without: so few draws tell no more.
    [[nodiscard]] double standard_error_of_share() const;
    /// Quantile of the roots, linear between order statistics; NaN where there is none.
    [[nodiscard]] double quantile(double probability) const;
    /// Median over the draws of the lowest root's Monte Carlo error; 0: by the exact solver, or no root.
    [[nodiscard]] double median_error() const;
};

/// @param number called from several threads at once where threads is above 1
/// @param progress after each draw; false stops with Interrupted
/// @param simulated what `number` comes from, where it is no exact number: every root then gets its Monte Carlo error
RootDistribution solve_draws(const Model& model, std::uint32_t draws, std::size_t parameter,
                             const ParameterRange& range, const ModelNumber& number, const Wanted& wanted,
                             unsigned threads, const std::function<bool(std::uint32_t)>& progress,
                             const SharedPatients* simulated = nullptr);

/// What a report is about.
struct SolvedTarget {
    std::string target;
    Quantity quantity;
    Solution solution;
    RootDistribution distribution;
};
/// solve.csv: a row a wanted number.
std::string solve_csv(const Model& model, const SolvedTarget& solved);
/// curve.csv: the model's number over the range.
std::string solve_curve_csv(const Model& model, const SolvedTarget& solved);
/// draws.csv: a row a draw.
std::string solve_draws_csv(const SolvedTarget& solved);
std::string solve_json(const Model& model, const SolvedTarget& solved, const RunIdentity& identity, JsonLayout layout);
/// For people.
std::string solve_text(const Model& model, const SolvedTarget& solved);

}  // namespace ibtr
