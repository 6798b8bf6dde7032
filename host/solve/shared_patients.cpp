#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/statistics.hpp"
#include "solve/solve.hpp"
#include "validate/estimand_values.hpp"

namespace ibtr {
namespace {

/// So far along the range from a value, on its scale, and not beyond its ends.
double beside(const ParameterRange& range, double value, double share) {
    const double there =
        range.logarithmic ? value * std::pow(range.high / range.low, share) : value + share * (range.high - range.low);
    return std::clamp(there, range.low, range.high);
}

}  // namespace

SharedPatients::SharedPatients(const Model& model, Estimand estimand, SimulatedWomen women, std::uint32_t replicates)
    : model_(model), estimand_(std::move(estimand)), women_(std::move(women)), replicates_(replicates) {}

std::vector<double> SharedPatients::each(const Parameters& parameters) const {
    std::vector<double> numbers;
    SimulatedWomen women = women_;
    for (women.replicate = 0; women.replicate < replicates_; ++women.replicate)
        numbers.push_back(estimand_values(model_, parameters, std::array{estimand_}, women).front());
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
