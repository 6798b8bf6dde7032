#include "solve/solve_parameter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/roots.hpp"
#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "solve/turning_point.hpp"
#include "uncertainty/for_each_draw.hpp"

namespace ibtr {
namespace {

constexpr std::size_t scanned_points = 13;
constexpr RootTolerance millionth{.bits = 20, .most_steps = 60};

double point(const ParameterRange& range, std::size_t i) {
    const double share = static_cast<double>(i) / (scanned_points - 1);
    if (i + 1 == scanned_points) return range.high;
    return range.logarithmic ? range.low * std::pow(range.high / range.low, share)
                             : std::lerp(range.low, range.high, share);
}

bool is_closer(double number, double than, double wanted) {
    return std::isnan(than) || std::abs(number - wanted) < std::abs(than - wanted);
}

/// Every root that changes of sign between points show; and the point that comes closest.
Root find_changes_of_sign(const std::function<double(double)>& difference, const Curve& curve, const Wanted& wanted) {
    Root root{wanted, {}, curve.front().first, curve.front().second};
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const auto& [x, number] = curve[i];
        if (is_closer(number, root.closest_number, wanted.number)) {
            root.closest = x;
            root.closest_number = number;
        }
        if (number == wanted.number) root.at.push_back(x);
        if (i == 0) continue;
        const auto& [x_before, before] = curve[i - 1];
        if ((before - wanted.number) * (number - wanted.number) < 0)
            root.at.push_back(find_root<double>(difference, {x_before, before - wanted.number},
                                                {x, number - wanted.number}, millionth)
                                  .value());
    }
    return root;
}

/// Adds the pairs of roots that the curve has where it turns between points on one side of the wanted number, and where
/// it turns before it gets there, how close it comes.
void find_at_turns(const std::function<double(double)>& difference, const Curve& curve, Root& root) {
    for (std::size_t i = 0; i < curve.size(); ++i) {
        const auto turn = turn_towards(difference, curve, root.wanted.number, i);
        if (!turn) continue;
        if (is_closer(root.wanted.number + turn->value, root.closest_number, root.wanted.number)) {
            root.closest = turn->x;
            root.closest_number = root.wanted.number + turn->value;
        }
        if (turn->value != 0 && (turn->value > 0) == (curve[i].second > root.wanted.number)) continue;
        for (const double end : {turn->left, turn->right})
            if (const auto found =
                    find_root<double>(difference, std::min(end, turn->x), std::max(end, turn->x), millionth))
                root.at.push_back(*found);
    }
    std::sort(root.at.begin(), root.at.end());
    root.at.erase(std::unique(root.at.begin(), root.at.end()), root.at.end());
}

Root find_roots(const std::function<double(double)>& value_at, const Curve& curve, const Wanted& wanted) {
    if (std::all_of(curve.begin(), curve.end(), [](const auto& point) { return std::isnan(point.second); }))
        throw UsageError(
            "the model has no number for this target at any value of the parameter: nobody is left to count, or no "
            "event has happened; a simulation needs more --patients");
    const auto difference = [&](double x) { return value_at(x) - wanted.number; };
    Root root = find_changes_of_sign(difference, curve, wanted);
    find_at_turns(difference, curve, root);
    if (root.at.empty()) return root;
    root.closest = root.at.front();
    root.closest_number = wanted.number;
    return root;
}

template <class Predicate>
double share_of(const std::vector<Root>& draws, Predicate predicate) {
    return static_cast<double>(std::count_if(draws.begin(), draws.end(), predicate)) /
           static_cast<double>(draws.size());
}

/// So far along the range from a value, on its scale, and not beyond its ends.
double beside(const ParameterRange& range, double value, double share) {
    const double there =
        range.logarithmic ? value * std::pow(range.high / range.low, share) : value + share * (range.high - range.low);
    return std::clamp(there, range.low, range.high);
}

}  // namespace

Solution solve_for(const std::function<double(double)>& value_at, const ParameterRange& range,
                   const std::vector<Wanted>& wanted) {
    Solution solution;
    solution.range = range;
    for (std::size_t i = 0; i < scanned_points; ++i) {
        const double x = point(range, i);
        solution.curve.emplace_back(x, value_at(x));
    }
    for (const Wanted& number : wanted) solution.roots.push_back(find_roots(value_at, solution.curve, number));
    return solution;
}

std::vector<double> RootDistribution::roots() const {
    std::vector<double> roots;
    for (const Root& root : draws)
        if (!root.at.empty()) roots.push_back(root.at.front());
    std::sort(roots.begin(), roots.end());
    return roots;
}

double RootDistribution::share_without() const {
    return 1 - static_cast<double>(roots().size()) / static_cast<double>(draws.size());
}

double RootDistribution::share_too_low() const {
    return share_of(draws,
                    [](const Root& root) { return root.at.empty() && root.closest_number < root.wanted.number; });
}

double RootDistribution::share_too_high() const {
    return share_of(draws,
                    [](const Root& root) { return root.at.empty() && root.closest_number > root.wanted.number; });
}

double RootDistribution::standard_error_of_share() const {
    const double share = share_without();
    return std::sqrt(share * (1 - share) / static_cast<double>(draws.size()));
}

double RootDistribution::quantile(double probability) const {
    const std::vector<double> found = roots();
    if (found.empty()) return undefined;
    return sorted_quantile(found, probability);
}

double RootDistribution::median_error() const {
    std::vector<double> errors;
    for (const Root& root : draws)
        if (!root.mc_se.empty()) errors.push_back(root.mc_se.front());
    if (errors.empty()) return 0;
    std::sort(errors.begin(), errors.end());
    return sorted_quantile(errors, 0.5);
}

ModelNumber exact_number(const Model& model, const Quantity& quantity, const ExactOptions& options) {
    return [&model, quantity, options](const Parameters& parameters) {
        return quantity_values(model, parameters, std::array{quantity}, options).front();
    };
}

Solution solve_parameter(const Model& model, const Parameters& base, std::size_t parameter, const ParameterRange& range,
                         const ModelNumber& number, const std::vector<Wanted>& wanted) {
    const auto number_at = [&](double value) { return number(with_value(model, base, parameter, value)); };
    Solution solution = solve_for(number_at, range, wanted);
    solution.parameter = parameter;
    return solution;
}

RootDistribution solve_draws(const Model& model, std::uint32_t draws, std::size_t parameter,
                             const ParameterRange& range, const ModelNumber& number, const Wanted& wanted,
                             unsigned threads, const std::function<bool(std::uint32_t)>& progress,
                             const SharedPatients* simulated) {
    RootDistribution distribution;
    if (draws == 0) return distribution;
    distribution.draws.resize(draws);
    for_each_draw(model, draws, threads, progress, [&](std::size_t d, const Parameters& drawn) {
        Solution solution = solve_parameter(model, drawn, parameter, range, number, {wanted});
        if (simulated != nullptr) add_errors(solution, model, drawn, *simulated);
        distribution.draws[d] = std::move(solution.roots.front());
    });
    return distribution;
}

CellSource simulated_cells(const SimulatedWomen& women) {
    return [women](const Cohort& cohort, const EndpointPlan& plan, const StrategyMixtures& mixtures) {
        const auto& [model, parameters, population, graph] = cohort;
        const Tables tables = compile(model, parameters, population, graph);
        const WorkPlan work(model, population, graph, women.patients, women.seed, women.replicate, {0, women.patients});
        return fine_incidence(plan, mixtures, women.simulate(tables, work));
    };
}

SharedPatients::SharedPatients(const Model& model, Quantity quantity, SimulatedWomen women, std::uint32_t replicates)
    : model_(model), quantity_(std::move(quantity)), women_(std::move(women)), replicates_(replicates) {}

std::vector<double> SharedPatients::each(const Parameters& parameters) const {
    std::vector<double> numbers;
    SimulatedWomen women = women_;
    for (women.replicate = 0; women.replicate < replicates_; ++women.replicate)
        numbers.push_back(quantity_values(model_, parameters, std::array{quantity_}, simulated_cells(women)).front());
    return numbers;
}

SharedPatients::Mean SharedPatients::mean(const Parameters& parameters) const {
    const std::vector<double> numbers = each(parameters);
    const double mean = ibtr::mean(numbers);
    return {mean, std::sqrt(sample_variance(numbers, mean) / static_cast<double>(numbers.size()))};
}

void add_errors(Solution& solution, const Model& model, const Parameters& base, const SharedPatients& simulated) {
    constexpr double share = 1.0 / 200;
    const auto at = [&](double value) { return simulated.mean(with_value(model, base, solution.parameter, value)); };
    for (Root& root : solution.roots) {
        if (root.at.empty()) root.closest_mc_se = at(root.closest).mc_se;
        for (const double value : root.at) {
            const double low = beside(solution.range, value, -share), high = beside(solution.range, value, share);
            const double slope = (at(high).value - at(low).value) / (high - low);
            root.mc_se.push_back(at(value).mc_se / std::abs(slope));
        }
    }
}

}  // namespace ibtr
