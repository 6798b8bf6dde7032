#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/backend.hpp"
#include "ibtr/study.hpp"
#include "verify/state_curves.hpp"

namespace ibtr::verify {

/// The parts of the program that the checks hold against each other. Tests hand in broken ones.
struct Parts {
    std::vector<std::shared_ptr<Backend>> backends;  ///< the first one walks wherever any will do
    std::vector<std::string> absent;                 ///< backends that there are not, and why
    std::function<ExpectedTallies(const Cohort&, const HazardSource&, const ExactOptions&)> solve;
    std::function<Estimates(const Cohort&, const Tallies&)> estimate;
};

/// This program's own. @param backend "auto": every one that is usable; else this one alone
/// @throws BackendError where the named one is not usable
Parts own_parts(const std::string& backend, unsigned threads);

struct SubjectOptions {
    std::uint64_t women = 100000;  ///< of a simulation, and more where strata would be empty
    unsigned threads = 1;
    std::function<bool()> stop_requested = {};
};

/// Parameters drawn from their uncertainties, with what the exact solution says of each.
struct SolvedDraw {
    std::uint32_t number;
    Parameters parameters;
    std::vector<StateCurves> curves;                 ///< by simulated strategy
    std::vector<double> life_years, effects, costs;  ///< by strategy
};

/// A model that is verified, and the parts that do it. What several checks need is made once.
class Subject {
public:
    Subject(LoadedConfig config, Parts parts, SubjectOptions options);
    Subject(const Subject&) = delete;
    Subject& operator=(const Subject&) = delete;

    /// The config as it is, but for the number of women.
    [[nodiscard]] const Study& whole() const { return whole_; }
    /// The same with at most eight strata, the one of most women where there are more, and without groups: what is
    /// rewritten.
    [[nodiscard]] const Study& focus() const { return focus_; }
    [[nodiscard]] const Parts& parts() const { return parts_; }
    [[nodiscard]] Backend& backend() const { return *parts_.backends.front(); }
    [[nodiscard]] const SubjectOptions& options() const { return options_; }
    [[nodiscard]] bool in_cycles() const { return focus_.model().cycle_years.has_value(); }

    /// The focus, changed. @throws std::logic_error, UsageError where the change leaves no model
    [[nodiscard]] Study rewritten(const std::function<void(Model&)>& change) const;
    /// The same with one age a stratum, which a solver needs where living states do not share the hazards of age.
    [[nodiscard]] Study one_age(const std::function<void(Model&)>& change) const;
    /// The same with one stratum and one age.
    [[nodiscard]] Study single(const std::function<void(Model&)>& change) const;

    [[nodiscard]] Tallies walk(const Study& study) const;
    [[nodiscard]] ExpectedTallies solve(const Study& study, ExactMethod method = ExactMethod::automatic) const;
    [[nodiscard]] ExpectedTallies solve_tables(const Study& study) const;
    [[nodiscard]] Estimates estimate(const Study& study, const Tallies& tallies) const;
    /// By simulated strategy.
    [[nodiscard]] std::vector<StateCurves> solved_curves(const Study& study) const;
    [[nodiscard]] std::vector<StateCurves> walked_curves(const Study& study) const;

    /// Of the focus.
    [[nodiscard]] const std::vector<StateCurves>& base_curves() const;
    [[nodiscard]] const ExpectedTallies& base_solution() const;
    [[nodiscard]] const Tallies& base_tallies() const;
    [[nodiscard]] const Estimates& base_estimates() const;

    /// Utilities and costs of the config; where it has none, assumed ones: 0.8 and 1000 a year in every state that is
    /// no death, discounted by 3 %.
    [[nodiscard]] const Economics& economics() const { return economics_; }
    [[nodiscard]] bool has_economics() const { return has_economics_; }

    /// The first draws of the uncertain parameters; empty where nothing is uncertain.
    [[nodiscard]] const std::vector<SolvedDraw>& draws() const;

private:
    [[nodiscard]] ExactOptions exact_options(ExactMethod method) const;
    [[nodiscard]] Study study_of(Model model) const;

    Parts parts_;
    SubjectOptions options_;
    Study whole_, focus_;
    Economics economics_;
    bool has_economics_;
    mutable std::optional<ExpectedTallies> base_solution_;
    mutable std::optional<std::vector<StateCurves>> base_curves_;
    mutable std::optional<Tallies> base_tallies_;
    mutable std::optional<Estimates> base_estimates_;
    mutable std::optional<std::vector<SolvedDraw>> draws_;
};

/// Means per woman of each strategy to the horizon, standardised.
struct Totals {
    std::vector<double> life_years, effects, costs;  ///< by strategy of the model; life years are not discounted
};
Totals totals_of(const Study& study, const Economics& economics, const ExpectedTallies& expected);

/// Economics in which every state that is no death has a utility, and nothing else has any.
Economics with_utility(Economics economics, const Model& model, double utility);
/// Without discounting.
Economics undiscounted(Economics economics);

}  // namespace ibtr::verify
