#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/estimand.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/figure.hpp"
#include "ibtr/model.hpp"
#include "ibtr/output.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/run_folder.hpp"

/// The value of one parameter at which the model says a wanted number: what would have to be true.
namespace ibtr {

/// Values of a parameter that are tried.
struct ParameterRange {
    double low = 0, high = 0;
    bool logarithmic = false;  ///< points are evenly spread on the logarithmic scale
};

/// All that a parameter may be: [0, 1] for a probability; else from a twentieth to twentyfold of its null value or,
/// where it has none above 0, of its base value, on the logarithmic scale; from -3 to 3 for a log_ratio.
ParameterRange default_range(const Parameter& parameter, double base);

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
};

/// The model's number over the range of a parameter, and the roots.
struct Solution {
    std::size_t parameter = 0;
    ParameterRange range;
    std::vector<std::pair<double, double>> curve;  ///< (parameter, model), ascending
    std::vector<Root> roots;                       ///< parallel to the wanted numbers
};

/// Scans the range, then closes in on every change of sign (Alefeld, Potra and Shi 1995) to a millionth of the
/// parameter. Two roots between neighbouring points of the scan can go unseen.
/// @param value_at the model's number at a value of the parameter; NaN where undefined
Solution solve_for(const std::function<double(double)>& value_at, const ParameterRange& range,
                   const std::vector<Wanted>& wanted);

/// The same for an estimand of a model by the exact solver, all other parameters as given.
Solution solve_estimand(const Model& model, const Parameters& base, std::size_t parameter, const ParameterRange& range,
                        const Estimand& estimand, const std::vector<Wanted>& wanted, const ExactOptions& options);

/// The root of the first wanted number over draws of the other parameters.
struct RootDistribution {
    std::uint32_t draws = 0;
    std::vector<double> roots;  ///< of the draws that have one (the lowest), ascending
    [[nodiscard]] double share_without() const {
        return draws == 0 ? 0 : 1 - static_cast<double>(roots.size()) / draws;
    }
    /// Quantile of the roots, linear between order statistics; NaN where there is none.
    [[nodiscard]] double quantile(double probability) const;
};

/// @param progress after each draw; false stops with Interrupted
RootDistribution solve_draws(const Model& model, std::uint32_t draws, std::size_t parameter,
                             const ParameterRange& range, const Estimand& estimand, const Wanted& wanted,
                             const ExactOptions& options, unsigned threads,
                             const std::function<bool(std::uint32_t)>& progress);

/// What a report is about.
struct SolvedTarget {
    std::string target;
    Estimand estimand;
    Solution solution;
    RootDistribution distribution;
};
/// solve.csv: a row a wanted number. @param null_number what the model says at the parameter's null value, or NaN
std::string solve_csv(const Model& model, const SolvedTarget& solved);
/// curve.csv: the model's number over the range.
std::string solve_curve_csv(const Model& model, const SolvedTarget& solved);
std::string solve_json(const Model& model, const SolvedTarget& solved, const RunIdentity& identity, JsonLayout layout);
/// For people.
std::string solve_text(const Model& model, const SolvedTarget& solved);
/// Draws solve.svg and solve.png: the model's number over the parameter, the wanted ones across. @return empty, or why
/// not
std::string draw_solution(const Model& model, const SolvedTarget& solved, const RunFolder& folder);

}  // namespace ibtr
