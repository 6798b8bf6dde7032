#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ibtr/backend.hpp"
#include "ibtr/estimate.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::test {

/// A model with everything that is made from it before a woman is simulated.
struct ModelUnderTest {
    explicit ModelUnderTest(Model study_model);

    Model model;
    Parameters parameters;
    Population population;
    EventGraph graph;
    Tables tables;

    [[nodiscard]] WorkPlan plan(std::uint64_t patients, std::uint64_t seed, PatientRange range) const;
    [[nodiscard]] WorkPlan plan(std::uint64_t patients, std::uint64_t seed) const;
    [[nodiscard]] Tallies simulate(const WorkPlan& work, const std::string& backend = "cpp") const;
    [[nodiscard]] Cohort cohort() const { return {model, parameters, population, graph}; }
    [[nodiscard]] Estimates estimate(const Tallies& tallies) const;

    /// Exact solutions without a budget. @param largest_error that a solution may state for itself
    [[nodiscard]] ExpectedTallies solve_tables(double largest_error = 1e-4) const;
    [[nodiscard]] ExpectedTallies solve_continuous(double largest_error = 1e-4) const;

private:
    [[nodiscard]] ExpectedTallies solve(const HazardSource& hazards, double largest_error) const;
};

/// Mean and spread of an estimated proportion under the design of a cohort.
struct SamplingLaw {
    double mean = 0;
    double standard_error = 0;
    double largest_weight = 0;  ///< of one woman, for Bernstein's inequality
};

/// Probabilities of every proportion in every stratum, from an exact solution; and from them the laws of estimates.
/// Names are those of curves.csv. Derived here from edges and nodes of the event graph alone, a second time beside the
/// estimator's own code.
class StratumProbabilities {
public:
    StratumProbabilities(const ModelUnderTest& study, const ExpectedTallies& expected);

    /// False for endpoints that are no proportion of women (bcss, dmfs_net, lrc_net, rmst).
    [[nodiscard]] bool is_proportion(const std::string& name) const;

    /// Probability by the end of a bin, one a stratum. @param strategy in Model::strategies, simulated
    [[nodiscard]] std::vector<double> by_stratum(std::size_t strategy, const std::string& name,
                                                 std::uint32_t bin) const;

    /// A cohort of fixed numbers of women per stratum, cells weighted: what the program simulates. Women are
    /// independent,
    ///     mean = sum_h a_h n_h p_h,   se^2 = sum_h a_h^2 n_h p_h (1 - p_h),   a_h = W_cell(h) / N_cell(h)
    /// (Cochran 1977, Sampling Techniques, section 5.3). The mean differs from the population's by rounding of n_h.
    [[nodiscard]] SamplingLaw stratified(std::size_t strategy, const std::string& name, std::uint32_t bin,
                                         std::span<const std::uint64_t> allocation,
                                         std::span<const double> cell_weights) const;

    /// A cohort whose strata are sampled: p (1 - p) / n with p the population's.
    [[nodiscard]] SamplingLaw sampled(std::size_t strategy, const std::string& name, std::uint32_t bin,
                                      std::uint64_t women) const;

    /// Mean and error of the restricted mean survival time of a stratified cohort, to a bin, as `stratified`. Second
    /// moments take the survival curve as a straight line within a bin.
    [[nodiscard]] SamplingLaw restricted_mean(std::size_t strategy, std::uint32_t bin,
                                              std::span<const std::uint64_t> allocation,
                                              std::span<const double> cell_weights) const;

    /// Weights of cells for group "all", standardised.
    [[nodiscard]] std::vector<double> standard_weights(std::size_t strategy) const;

private:
    [[nodiscard]] double taken(SimulatedIndex strategy, StratumIndex stratum, EdgeIndex edge, std::uint32_t bin) const;
    [[nodiscard]] SimulatedIndex simulated_index(std::size_t strategy) const;
    [[nodiscard]] std::uint32_t sets(const std::vector<std::string>& names) const;
    [[nodiscard]] std::uint32_t sets(const std::vector<EndpointRole>& roles) const;
    [[nodiscard]] std::vector<EdgeIndex> first_passages(std::uint32_t sets, bool deaths_count) const;

    const ModelUnderTest& study_;
    std::size_t strata_, edges_, bins_;
    std::vector<double> cumulative_;  ///< as ExpectedTallies::probability, summed over bins
};

/// |deviation| that a sum of independent centred terms exceeds with probability at most alpha: Bernstein's inequality
/// (Boucheron, Lugosi and Massart 2013, Concentration Inequalities, corollary 2.11),
///     P(|X| >= t) <= 2 exp(-t^2 / (2 (se^2 + b t / 3))),   b = largest weight of one woman.
/// Holds for every sample size, also where an event is so rare that the normal law is wrong in its tails; for frequent
/// events it is about 6 % wider than the normal quantile at alpha = 1e-10.
double bernstein_threshold(double standard_error, double largest_weight, double alpha);

/// Name of a strategy, endpoint and time, for messages.
std::string label(const ModelUnderTest& study, std::size_t strategy, const std::string& endpoint, std::uint32_t bin);

/// Time in bins of a whole number of years.
inline std::uint32_t bin_of_year(const ModelUnderTest& study, double years) {
    return static_cast<std::uint32_t>(years * study.model.grid_per_year + 0.5);
}

}  // namespace ibtr::test
