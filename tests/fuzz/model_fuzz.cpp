// From a config to every kind of result. A config that loads and is small is compiled, simulated twice, solved exactly,
// estimated, varied and drawn from: each step refuses in the project's own words or gives numbers that can be.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>

#include "fuzz/fuzz.hpp"
#include "fuzz/model_mutator.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/config.hpp"
#include "ibtr/hazard.hpp"
#include "ibtr/study.hpp"
#include "psa/draw_simulator.hpp"
#include "sensitivity/deterministic.hpp"
#include "tally/check_tallies.hpp"
#include "validate/marginals.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using namespace ibtr;
using fuzz::require;

constexpr std::uint64_t women = 200;
constexpr double solved_seconds = 0.5;

Backend& backend() {
    static const std::unique_ptr<Backend> one = make_backend("cpp", 1);
    return *one;
}

/// Whether all that follows takes milliseconds.
bool is_small(const Model& model) {
    constexpr double most_bins = 64;
    constexpr std::size_t most_strata = 16, most_kinds = 16;
    if (model.horizon_years * model.grid_per_year > most_bins || model.horizon_years > 100) return false;
    if (model.strategies.size() > 4 || model.states.size() > most_kinds || model.transitions.size() > most_kinds ||
        model.parameters.size() > most_kinds)
        return false;
    std::size_t strata = 1;
    for (const Factor& factor : model.factors) strata *= std::max<std::size_t>(factor.levels.size(), 1);
    return strata <= most_strata;
}

/// Multiply-adds of one exact solution, before it refines its steps.
double work_of(const Study& study) {
    return exact_work(study.model(), study.population(), study.graph(),
                      ContinuousHazards(study.model(), study.parameters(), study.population()));
}

void check_estimates(const Estimates& estimates) {
    const auto holds = [](const Quantity& quantity, const Estimate& estimate) {
        require(!std::isinf(estimate.value), "an estimate is finite or undefined");
        if (quantity.measure == Measure::proportion && !std::isnan(estimate.value))
            require(estimate.value > -1e-6 && estimate.value < 1 + 1e-6, "a proportion lies in 0 to 1");
    };
    for (const CurvePoint& point : estimates.curves) holds(point, point.estimate);
    for (const Contrast& contrast : estimates.contrasts) holds(contrast, contrast.estimate);
}

void simulate(const Study& study) {
    const WorkPlan plan = study.plan();
    const Tallies tallies = study.simulate(backend(), plan);
    require(tally_digest(tallies) == tally_digest(study.simulate(backend(), plan)), "two runs have the same tallies");
    require(impossible(tallies, plan, study.population(), study.graph()).empty(), "what was tallied can be");
    check_estimates(study.estimate(tallies));
}

void solve(const Study& study, const ExactOptions& options) try {
    const ExpectedTallies expected = study.solve(options);
    for (const double one : expected.probability)
        require(std::isfinite(one) && one > -1e-6, "an expected number is finite and not below 0");
    for (const double one : expected.offset_bins) require(std::isfinite(one), "an expected time is finite");
    check_estimates(study.estimate(expected));
} catch (const BudgetExceeded&) {
}

void solve_published(const Study& study, const ExactOptions& options) try {
    if (study.model().marginals.empty()) return;
    fit_of_marginals(study.model(), study.parameters(), options);
    for (const double one : solve_marginals(study.model(), study.parameters(), 1e-4, options).values)
        require(std::isfinite(one), "a solved parameter is finite");
} catch (const BudgetExceeded&) {
}

void vary(const Study& study) {
    const Model& model = study.model();
    const psa::OutcomePlan plan(model, study.graph(), study.config().economics);
    const sensitivity::Evaluate evaluate = sensitivity::exact_evaluation(model, study.graph(), plan, {});
    const auto go_on = [](std::size_t, std::size_t) { return true; };
    constexpr std::array designs{DesignKind::monte_carlo, DesignKind::latin_hypercube, DesignKind::sobol};
    const DesignKind kind = designs[model.seed % designs.size()];
    const ParameterSampler sampler(model, {kind, 4, 1}, model.seed, study.config().economics);
    if (sampler.drawn().empty()) return;
    const sensitivity::DrawTable draws = sensitivity::evaluate_draws(sampler, 2, evaluate, 1, go_on);
    for (const std::vector<double>& inputs : draws.inputs)
        for (const double one : inputs) require(std::isfinite(one), "a draw is finite");
    psa::simulate_draw({model, study.graph(), sampler, plan}, 1, backend());
    if (kind != DesignKind::monte_carlo) return;
    const std::vector<double> at_base = evaluate(study.parameters());
    require(at_base.size() == plan.outcomes().size(), "every outcome has a number");
    sensitivity::one_way(model, study.parameters(), sampler, at_base, evaluate, 1, go_on);
}

void use(LoadedConfig config) {
    const std::string kept = config.text, hash = config.hash;
    const Study study(std::move(config), {.batches = 2, .patients = women});
    const LoadedConfig again = load_config_text(kept, "kept.toml");
    require(again.text == kept && again.hash == hash, "what was kept loads as itself");
    require(Study(again, {.batches = 2, .patients = women}).tables_digest() == study.tables_digest(),
            "what was kept makes the same tables");
    fuzz::accepted([&] { simulate(study); });
    constexpr double most_work = 2e6, most_work_of_many = 2e5;
    const double work = work_of(study);
    if (work > most_work) return;
    const ExactOptions options{.budget_seconds = solved_seconds, .step_tolerance = 1e-4, .threads = 1};
    fuzz::accepted([&] { solve(study, options); });
    fuzz::accepted([&] { solve_published(study, options); });
    if (work < most_work_of_many) fuzz::accepted([&] { vary(study); });
}

/// The text, with its lines of settings laid on it.
std::optional<LoadedConfig> loaded(const std::string& text) {
    std::vector<std::string> overrides;
    for (std::string_view rest = text; !rest.empty();)
        if (const std::string_view line = fuzz::take_line(rest); line.starts_with(fuzz::setting_mark))
            overrides.emplace_back(line.substr(fuzz::setting_mark.size()));
    std::optional<LoadedConfig> config;
    fuzz::accepted([&] { config = load_config_text(text, "fuzz.toml", overrides); });
    return config;
}

/// A change that loads, where one of a few does: what loads goes on to be simulated.
std::string changed_model(const std::string& text, unsigned seed) {
    constexpr unsigned tries = 4;
    std::string changed;
    for (unsigned attempt = 0; attempt < tries; ++attempt) {
        changed = fuzz::mutated_model(text, seed + attempt);
        if (loaded(changed)) break;
    }
    return changed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::optional<LoadedConfig> config = loaded(fuzz::text_of(data, size));
    if (config && is_small(config->model)) fuzz::accepted([&] { use(*std::move(config)); });
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
    if (seed % 16 == 0) return LLVMFuzzerMutate(data, size, max_size);
    const std::string changed = changed_model(fuzz::text_of(data, size), seed);
    const std::size_t kept = std::min(changed.size(), max_size);
    std::memcpy(data, changed.data(), kept);
    return kept;
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* first, std::size_t first_size,
                                                 const std::uint8_t* second, std::size_t second_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned int seed) {
    const std::string crossed =
        fuzz::crossed_models(fuzz::text_of(first, first_size), fuzz::text_of(second, second_size), seed);
    const std::size_t kept = std::min(crossed.size(), max_size);
    std::memcpy(out, crossed.data(), kept);
    return kept;
}
