#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ibtr/backend.hpp"
#include "ibtr/cohort.hpp"
#include "ibtr/config.hpp"
#include "ibtr/estimate.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/exact.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/quantity.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

/// From a config to results in a few lines:
///
///     const ibtr::Study study(ibtr::load_config({"model.toml"}));
///     const auto backend = ibtr::make_backend("auto", 0);
///     const ibtr::Estimates simulated = study.estimate(study.simulate(*backend));
///     const ibtr::Estimates exact = study.estimate(study.solve());
namespace ibtr {

/// What an analysis wants otherwise than its config says. The config's text and hash know nothing of it: numbers that
/// are to be repeatable from those alone are overrides of load_config.
struct StudyOptions {
    std::optional<unsigned> batches = {};                ///< of the cohort, for standard errors
    std::optional<std::uint64_t> patients = {};          ///< women of the cohort
    std::vector<std::string> only_uncertain = {};        ///< parameters that stay uncertain; empty: all that are
    std::vector<std::size_t> without_marginals_of = {};  ///< parameters whose published marginals are left out
};

/// The model with these options. It and load_config are where a Model comes from.
/// @throws UsageError naming the option that the model cannot take
Model with_options(Model model, const StudyOptions& options);

/// A config compiled at its base-case parameters: what is simulated, solved and estimated. Never changes, so that
/// several threads may use it at once.
class Study {
public:
    /// @throws UsageError where the base-case values make no model, or as with_options
    explicit Study(LoadedConfig config, const StudyOptions& options = {});

    /// As it was loaded, but for its model, which has the options in it.
    [[nodiscard]] const LoadedConfig& config() const noexcept { return config_; }
    [[nodiscard]] const Model& model() const noexcept { return config_.model; }
    [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
    [[nodiscard]] const Population& population() const noexcept { return population_; }
    [[nodiscard]] const EventGraph& graph() const noexcept { return graph_; }
    /// These four together.
    [[nodiscard]] Cohort cohort() const noexcept { return {config_.model, parameters_, population_, graph_}; }
    [[nodiscard]] const Tables& tables() const noexcept { return tables_; }
    [[nodiscard]] const std::string& tables_digest() const noexcept { return tables_digest_; }
    /// About a simulation of these tables, for people; those about the config are in config().warnings.
    [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }

    /// The model's cohort, or a part of it.
    /// @throws UsageError where a stratum would be empty, or the range is none of the cohort
    [[nodiscard]] WorkPlan plan() const;
    [[nodiscard]] WorkPlan plan(PatientRange range) const;

    /// Walks the women of a plan, by default the whole cohort. @throws as Backend::simulate and plan
    [[nodiscard]] Tallies simulate(Backend& backend, const ProgressCallback& progress = {}) const;
    [[nodiscard]] Tallies simulate(Backend& backend, const WorkPlan& plan, const ProgressCallback& progress = {}) const;

    /// The exact solution of the model as written. @throws BudgetExceeded, Interrupted
    [[nodiscard]] ExpectedTallies solve(const ExactOptions& options = {}) const;
    /// That of the compiled tables, which a simulation estimates.
    [[nodiscard]] ExpectedTallies solve_tables(const ExactOptions& options = {}) const;

    /// All endpoints and measures, with Monte Carlo errors. @param tallies of the whole cohort
    [[nodiscard]] Estimates estimate(const Tallies& tallies) const;
    /// The same of an exact solution, without errors.
    [[nodiscard]] Estimates estimate(const ExpectedTallies& expected) const;
    /// Any quantities of the model as written, also those that no estimates hold: of groups, adjusted, at any time,
    /// from metastasis on. `resolve` makes them of texts.
    /// @return parallel to `quantities`; NaN where undefined, as restricted means and occupancies of states are here
    /// @throws UsageError where the model has not what one names, or its measure is no number of curves (a p value, a
    /// total, a difference of totals); BudgetExceeded, Interrupted
    [[nodiscard]] std::vector<double> values(std::span<const Quantity> quantities,
                                             const ExactOptions& options = {}) const;

private:
    LoadedConfig config_;
    Parameters parameters_;
    Population population_;
    EventGraph graph_;
    Tables tables_;
    std::string tables_digest_;
    std::vector<std::string> warnings_;
};

}  // namespace ibtr
