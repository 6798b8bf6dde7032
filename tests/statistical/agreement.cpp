#include "agreement.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "model/endpoint_rules.hpp"
#include "reference/plain_simulation.hpp"

namespace ibtr::test {
namespace {

constexpr double table_tolerance = 5e-6;
constexpr double largest_step_error = 3e-4;  // stated, and part of the tolerance: a quarter of a standard error

/// Estimated proportions by strategy, name and bin.
using Proportions = std::map<std::string, double>;

struct Proportion {
    std::size_t strategy;
    std::string name;
    std::uint32_t bin;
    [[nodiscard]] std::string key(const ModelUnderTest& study) const { return label(study, strategy, name, bin); }
};

Proportions simulated_by_program(const ModelUnderTest& study, std::uint64_t seed) {
    const WorkPlan plan = study.plan(women_compared, seed);
    const Estimates estimates = study.estimate(study.simulate(plan, seed % 2 == 0 ? "cpp" : "omp"));
    Proportions proportions;
    for (const CurvePoint& point : estimates.curves)
        if (point.group.empty())
            proportions[label(study, point.strategy, point.endpoint, point.bin(study.model.grid_per_year))] =
                point.estimate.value;
    return proportions;
}

Proportions simulated_plainly(const ModelUnderTest& study, std::uint64_t seed) {
    const std::vector<double>& times = study.model.landmarks_years;
    const reference::PlainCounts counts =
        reference::simulate_plainly(study.model, study.parameters, times, women_compared, seed + 1000);
    Proportions proportions;
    const std::vector<StrategyIndex> strategies = study.model.simulated_strategies();
    for (std::size_t a = 0; a < counts.strategies; ++a)
        for (std::size_t q = 0; q < counts.quantities.size(); ++q)
            for (std::size_t t = 0; t < counts.times; ++t)
                proportions[label(study, strategies[a], counts.quantities[q], bin_of_year(study, times[t]))] =
                    static_cast<double>(counts.count(a, q, t)) / static_cast<double>(women_compared);
    return proportions;
}

/// Every proportion that the program reports, at every landmark.
std::vector<Proportion> quantities(const ModelUnderTest& study, const StratumProbabilities& probabilities) {
    std::vector<Proportion> all;
    for (const std::size_t strategy : study.model.simulated_strategies())
        for (const std::string& name : endpoint_names(study.model))
            for (const double year : study.model.landmarks_years)
                if (probabilities.is_proportion(name)) all.push_back({strategy, name, bin_of_year(study, year)});
    return all;
}

}  // namespace

void Comparison::add(const std::string& what, double deviation, double standard_error, double largest_weight) {
    const double excess = std::abs(deviation) - tolerance_;
    if (excess > bernstein_threshold(standard_error, largest_weight, alpha_))
        failures_.push_back(what + ": deviation " + std::to_string(deviation) + ", standard error " +
                            std::to_string(standard_error));
    if (standard_error > 0) largest_z_ = std::max(largest_z_, std::abs(deviation) / standard_error);
}

Verdict compare(const ModelUnderTest& program, const ModelUnderTest& plain, const ModelUnderTest& truth,
                std::uint64_t seed) {
    const ExpectedTallies tables = truth.solve_tables(largest_step_error);
    const ExpectedTallies continuous = truth.solve_continuous(largest_step_error);
    const StratumProbabilities simulated_law(truth, tables), true_law(truth, continuous);
    const std::vector<std::uint64_t> allocation = allocate(truth.model, truth.population, women_compared);
    const Proportions by_program = simulated_by_program(program, seed);
    const Proportions by_plain = simulated_plainly(plain, seed);
    const std::vector<Proportion> all = quantities(truth, simulated_law);

    const double alpha = alpha_a_model / static_cast<double>(3 * all.size());
    Verdict verdict{Comparison(alpha, table_tolerance + tables.step_error),
                    Comparison(alpha, table_tolerance + continuous.step_error), Comparison(alpha, table_tolerance),
                    all.size()};
    for (const Proportion& quantity : all) {
        const std::string key = quantity.key(truth);
        const SamplingLaw fixed = simulated_law.stratified(quantity.strategy, quantity.name, quantity.bin, allocation,
                                                           simulated_law.standard_weights(quantity.strategy));
        const SamplingLaw sampled = true_law.sampled(quantity.strategy, quantity.name, quantity.bin, women_compared);
        verdict.program_exact.add("program - exact, " + key, by_program.at(key) - fixed.mean, fixed.standard_error,
                                  fixed.largest_weight);
        verdict.plain_exact.add("plain - exact, " + key, by_plain.at(key) - sampled.mean, sampled.standard_error,
                                sampled.largest_weight);
        // Rounding of strata to whole women, known exactly, is no disagreement.
        const double rounding =
            fixed.mean - simulated_law.sampled(quantity.strategy, quantity.name, quantity.bin, women_compared).mean;
        verdict.program_plain.add("program - plain, " + key, by_program.at(key) - rounding - by_plain.at(key),
                                  std::hypot(fixed.standard_error, sampled.standard_error),
                                  std::max(fixed.largest_weight, sampled.largest_weight));
    }
    return verdict;
}

}  // namespace ibtr::test
