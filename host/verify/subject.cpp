#include "verify/subject.hpp"

#include <algorithm>
#include <utility>

#include "economics/economic_results.hpp"
#include "ibtr/changed_model.hpp"
#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "verify/rewrite.hpp"

namespace ibtr::verify {
namespace {

constexpr std::size_t most_strata = 8;
constexpr std::uint32_t drawn_parameters = 48;  ///< enough for a regression on two of them

LoadedConfig with_model(LoadedConfig config, Model model) {
    config.model = std::move(model);
    return config;
}

std::uint64_t women_of(const Model& model, std::uint64_t wanted) {
    const Population population = make_population(model, base_parameters(model));
    return std::max(wanted, enough_patients(population, 1).value_or(wanted));
}

Model with_women(Model model, std::uint64_t wanted) {
    const std::uint64_t women = women_of(model, wanted);
    return changed_model(std::move(model), [&](Model& other) { other.patients = women; });
}

/// Factors that utilities or costs depend on, which have to split reports.
std::vector<std::size_t> factors_of(const std::optional<Economics>& economics) {
    std::vector<std::size_t> factors;
    if (!economics) return factors;
    for (const auto* values : {&economics->utilities, &economics->costs})
        for (const ValueOf& value : *values)
            if (value.when.factor) factors.push_back(*value.when.factor);
    std::sort(factors.begin(), factors.end());
    factors.erase(std::unique(factors.begin(), factors.end()), factors.end());
    return factors;
}

Model focused(const LoadedConfig& config) {
    const Model& whole = config.model;
    const Population population = make_population(whole, base_parameters(whole));
    return changed_model(whole, [&](Model& model) {
        leave_the_model_alone(model);
        model.group_factors = factors_of(config.economics);
        if (population.strata.size() <= most_strata) return;
        keep_stratum(model, *std::max_element(population.strata.begin(), population.strata.end(),
                                              [](const auto& a, const auto& b) { return a.weight < b.weight; }));
    });
}

Economics assumed_economics(const Model& model) {
    Economics economics;
    economics.currency = "units";
    economics.willingness_to_pay = {20000};
    economics.discount_effects.per_year = 0.03;
    economics.discount_costs.per_year = 0.03;
    for (std::size_t s = 0; s < model.states.size(); ++s) {
        if (model.states[s].kind == StateKind::death) continue;
        economics.utilities.push_back({s, {}, {}, 0.8, "assumption"});
        economics.costs.push_back({s, {}, {}, 1000.0, "assumption"});
    }
    return economics;
}

}  // namespace

Parts own_parts(const std::string& backend, unsigned threads) {
    Parts parts;
    if (backend != "auto") {
        parts.backends.push_back(make_backend(backend, threads));
    } else {
        for (const BackendStatus& status : backend_status())
            if (status.usable)
                parts.backends.push_back(make_backend(status.name, threads));
            else
                parts.absent.push_back(status.name + ": " + status.detail);
        // Many small simulations are soonest done without waiting for other threads.
        std::stable_partition(parts.backends.begin(), parts.backends.end(),
                              [](const auto& one) { return one->name() == "cpp"; });
    }
    parts.solve = [](const Cohort& cohort, const HazardSource& hazards, const ExactOptions& options) {
        return solve_exact(cohort.model, cohort.population, cohort.graph, hazards, options);
    };
    parts.estimate = [](const Cohort& cohort, const Tallies& tallies) { return ibtr::estimate(cohort, tallies); };
    return parts;
}

Subject::Subject(LoadedConfig config, Parts parts, SubjectOptions options)
    : parts_(std::move(parts)),
      options_(std::move(options)),
      whole_(with_model(config, with_women(config.model, options_.women))),
      focus_(with_model(config, with_women(focused(config), options_.women))),
      economics_(config.economics.value_or(assumed_economics(config.model))),
      has_economics_(config.economics.has_value()) {}

Study Subject::study_of(Model model) const {
    return Study(with_model(focus_.config(), std::move(model)));
}

Study Subject::rewritten(const std::function<void(Model&)>& change) const {
    return study_of(changed_model(focus_.model(), change));
}

Study Subject::one_age(const std::function<void(Model&)>& change) const {
    return rewritten([&](Model& model) {
        keep_one_age(model);
        change(model);
    });
}

Study Subject::single(const std::function<void(Model&)>& change) const {
    const std::vector<Stratum>& strata = focus_.population().strata;
    const Stratum heaviest = *std::max_element(strata.begin(), strata.end(),
                                               [](const auto& a, const auto& b) { return a.weight < b.weight; });
    return rewritten([&](Model& model) {
        keep_stratum(model, heaviest);
        keep_one_age(model);
        change(model);
    });
}

Tallies Subject::walk(const Study& study) const {
    return study.simulate(backend(), [this](std::uint64_t, std::uint64_t) {
        return !options_.stop_requested || !options_.stop_requested();
    });
}

ExactOptions Subject::exact_options(ExactMethod method) const {
    return {.budget_seconds = 60,
            .step_tolerance = 1e-7,
            .threads = options_.threads,
            .method = method,
            .stop_requested = options_.stop_requested};
}

ExpectedTallies Subject::solve(const Study& study, ExactMethod method) const {
    const ContinuousHazards hazards(study.model(), study.parameters(), study.population());
    return parts_.solve(study.cohort(), hazards, exact_options(method));
}

ExpectedTallies Subject::solve_tables(const Study& study) const {
    const TabulatedHazards hazards(study.model(), study.tables());
    return parts_.solve(study.cohort(), hazards, exact_options(ExactMethod::automatic));
}

Estimates Subject::estimate(const Study& study, const Tallies& tallies) const {
    return parts_.estimate(study.cohort(), tallies);
}

std::vector<StateCurves> Subject::solved_curves(const Study& study) const {
    const ExpectedTallies expected = solve(study);
    std::vector<StateCurves> curves;
    for (SimulatedIndex s; s < expected.strategies; ++s) curves.push_back(overall(study, expected, s));
    return curves;
}

std::vector<StateCurves> Subject::walked_curves(const Study& study) const {
    const Tallies tallies = walk(study);
    std::vector<StateCurves> curves;
    for (SimulatedIndex s; s < tallies.shape.strategies; ++s) curves.push_back(overall(study, tallies, s));
    return curves;
}

const ExpectedTallies& Subject::base_solution() const {
    if (!base_solution_) base_solution_ = solve(focus_);
    return *base_solution_;
}

const std::vector<StateCurves>& Subject::base_curves() const {
    if (!base_curves_) {
        base_curves_.emplace();
        for (SimulatedIndex s; s < base_solution().strategies; ++s)
            base_curves_->push_back(overall(focus_, base_solution(), s));
    }
    return *base_curves_;
}

const Tallies& Subject::base_tallies() const {
    if (!base_tallies_) base_tallies_ = walk(focus_);
    return *base_tallies_;
}

const Estimates& Subject::base_estimates() const {
    if (!base_estimates_) base_estimates_ = estimate(focus_, base_tallies());
    return *base_estimates_;
}

const std::vector<SolvedDraw>& Subject::draws() const {
    if (draws_) return *draws_;
    draws_.emplace();
    const ParameterSampler sampler(focus_.model(), {.draws = drawn_parameters, .leaves_out_illegal = true},
                                   focus_.model().seed, economics_);
    if (sampler.drawn().empty()) return *draws_;
    for (std::uint32_t d = 0; d < drawn_parameters; ++d) {
        const Parameters parameters = sampler.draw(d);
        const Study study = rewritten([&](Model& model) {
            make_certain(model);
            for (std::size_t i = 0; i < model.parameters.size(); ++i) {
                model.parameters[i].value = parameters.values()[i];
                model.parameters[i].expression.clear();
            }
            model.evaluation_order.clear();
        });
        const ContinuousHazards hazards(study.model(), study.parameters(), study.population());
        ExactOptions roughly = exact_options(ExactMethod::automatic);
        roughly.step_tolerance = 1e-5;  // what is asked of draws needs no more, and there are many
        const ExpectedTallies expected = parts_.solve(study.cohort(), hazards, roughly);
        SolvedDraw solved{d, parameters, {}, {}, {}, {}};
        for (SimulatedIndex s; s < expected.strategies; ++s) solved.curves.push_back(overall(study, expected, s));
        Totals totals = totals_of(study, economics_, expected);
        solved.life_years = std::move(totals.life_years);
        solved.effects = std::move(totals.effects);
        solved.costs = std::move(totals.costs);
        draws_->push_back(std::move(solved));
    }
    return *draws_;
}

Totals totals_of(const Study& study, const Economics& economics, const ExpectedTallies& expected) {
    Totals totals;
    for (const CostsAndEffects& result : economic_results(study.cohort(), economics, expected)) {
        if (result.population != PopulationKind::standardised || result.group != "all") continue;
        for (const auto& strategy : result.strategies) {
            totals.life_years.push_back(strategy.life_years.value);
            totals.effects.push_back(strategy.qaly.value);
            totals.costs.push_back(strategy.cost.value);
        }
    }
    return totals;
}

Economics with_utility(Economics economics, const Model& model, double utility) {
    economics.utilities.clear();
    for (std::size_t s = 0; s < model.states.size(); ++s)
        if (model.states[s].kind != StateKind::death)
            economics.utilities.push_back({s, {}, {}, utility, "verification"});
    return economics;
}

Economics undiscounted(Economics economics) {
    economics.discount_effects = {};
    economics.discount_costs = {};
    return economics;
}

}  // namespace ibtr::verify
