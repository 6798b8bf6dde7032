#include "sensitivity/two_way.hpp"

#include <fmt/format.h>

#include <cmath>

#include "ibtr/error.hpp"

namespace ibtr::sensitivity {
namespace {

std::vector<double> spread_over_interval(const ParameterSampler& sampler, std::size_t parameter, std::size_t points) {
    const double low = sampler.quantile_of(parameter, 0.025), high = sampler.quantile_of(parameter, 0.975);
    std::vector<double> values;
    for (std::size_t i = 0; i < points; ++i)
        values.push_back(std::lerp(low, high, static_cast<double>(i) / static_cast<double>(points - 1)));
    return values;
}

}  // namespace

TwoWay two_way(const Model& model, const Parameters& base, const ParameterSampler& sampler, std::size_t first,
               std::size_t second, std::size_t points, const Evaluate& evaluate, unsigned threads,
               const Progress& progress) {
    for (const JointUncertainty& joint : model.joint_uncertainties)
        if (joint.makes_share(first) && joint.makes_share(second))
            throw UsageError(fmt::format("--vary {},{}: shares of one whole; to move one moves the other",
                                         model.parameters[first].name, model.parameters[second].name));
    TwoWay grid{
        first, second, spread_over_interval(sampler, first, points), spread_over_interval(sampler, second, points), {}};
    std::vector<Parameters> sets;
    for (const double x : grid.first_values) {
        const Parameters moved = with_value(model, base, first, x);
        for (const double y : grid.second_values) sets.push_back(with_value(model, moved, second, y));
    }
    grid.outcomes = evaluate_all(sets, evaluate, threads, progress);
    return grid;
}

}  // namespace ibtr::sensitivity
