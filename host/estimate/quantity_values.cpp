#include "estimate/quantity_values.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "estimate/evaluator.hpp"
#include "ibtr/error.hpp"
#include "model/check_quantity.hpp"
#include "model/endpoint_words.hpp"

namespace ibtr {
namespace {

/// Another problem with the same hazards: its own horizon and start, and every stratum a cell of its own. Changed in
/// place, not by changed_model: a horizon of no time at all is right here, where a run's model must have a landmark.
Model by_stratum(Model model, double horizon_years, std::optional<std::size_t> start_state) {
    if (start_state) {
        model.start_state = *start_state;
        for (Factor& factor : model.factors) factor.start_states.clear();
    }
    model.horizon_years = horizon_years;
    model.landmarks_years = {horizon_years};
    model.batches = 1;  // errors of simulated numbers come from replicates
    model.group_factors.resize(model.factors.size());
    std::iota(model.group_factors.begin(), model.group_factors.end(), std::size_t{0});
    return model;
}

bool is_of_group(const Stratum& stratum, const WomenClass& group) {
    return std::all_of(group.begin(), group.end(), [&](const auto& condition) {
        const auto& [factor, admitted] = condition;
        return std::find(admitted.begin(), admitted.end(), stratum.levels[factor]) != admitted.end();
    });
}

/// The metastases that strata weigh by: of ten years, or of the config's horizon where that is shorter.
double metastases_within_years(const Model& model) {
    return std::min(10.0, model.horizon_years);
}

bool is_after_metastasis(const Quantity& quantity) {
    return quantity.time_zero == TimeZero::metastasis;
}

/// The horizon that the quantities of one time zero need, at least a bin. Women from metastasis on are weighed by what
/// happens before.
double horizon(const Model& model, std::span<const Quantity> quantities, TimeZero time_zero) {
    double years = 0;
    for (const Quantity& quantity : quantities) {
        if (quantity.time_zero == time_zero) years = std::max(years, quantity.time_years);
        if (is_after_metastasis(quantity) && time_zero != TimeZero::metastasis)
            years = std::max(years, metastases_within_years(model));
    }
    return std::max(1.0, std::ceil(years * model.grid_per_year - 1e-9)) / model.grid_per_year;
}

/// The endpoint of a role that a quantity needs, which require_computable has looked for.
const EndpointSet& set_of(const Model& model, EndpointRole role) {
    return model.endpoints[only_endpoint_of(model, role).value()];
}

std::string incidence_of(const Model& model, EndpointRole role) {
    return incidence_prefix + set_of(model, role).name;
}

/// The one state that metastases lead to.
std::size_t metastatic_state(const Model& model) {
    const EndpointSet& distant = set_of(model, EndpointRole::distant);
    const std::vector<std::size_t>& transitions = distant.transitions;
    if (transitions.empty())
        throw UsageError("the endpoint '" + distant.name +
                         "' has no transition: nothing can be measured from metastasis on");
    const std::size_t state = model.transitions[transitions.front()].to;
    for (const std::size_t transition : transitions)
        if (model.transitions[transition].to != state)
            throw UsageError("the transitions of the endpoint '" + distant.name + "' lead to several states: where " +
                             model.people + " are after metastasis is not defined");
    return state;
}

/// Gathers requests with the arms and classes that they need, each once.
class RequestList {
public:
    explicit RequestList(const StrataCohort& cohort) : cohort_(cohort) {}

    void add(const Quantity& quantity, ArmOfWomen first, ArmOfWomen second) {
        const EndpointPlan& plan = cohort_.plan();
        NumberRequest request{quantity.measure, {}, {}, quantity.time_years * cohort_.model().grid_per_year};
        const std::size_t arm = place_of(std::move(first));
        if (quantity.measure == Measure::share_distant) {
            request.first = {plan.find(incidence_of(cohort_.model(), EndpointRole::recurrence)), arm};
            request.second = {plan.find(incidence_of(cohort_.model(), EndpointRole::local)), arm};
        } else {
            const EndpointIndex endpoint =
                plan.find(traits(quantity.measure).of_mean ? restricted_mean_name : quantity.endpoint);
            request.first = {endpoint, arm};
            request.second = {endpoint, is_contrast(quantity.measure) ? place_of(std::move(second)) : arm};
        }
        if (quantity.measure == Measure::hr || quantity.measure == Measure::hr_stratified) {
            // Crude: one class of all women, whose weights sum to 1 but for rounding and are set right there.
            const bool within = quantity.measure == Measure::hr_stratified;
            request.classes = partitions_.size();
            partitions_.push_back(cohort_.classes(within ? quantity.adjusted_for : std::vector<std::size_t>{}));
        }
        requests_.push_back(request);
    }

    [[nodiscard]] std::vector<double> values() const {
        std::vector<StrategyIndex> strategies;
        std::vector<std::vector<double>> weights;
        for (const ArmOfWomen& arm : arms_) {
            strategies.push_back(arm.strategy);
            weights.push_back(arm.weights);
        }
        const Evaluator evaluator(
            {cohort_.plan(), *cohort_.cells().grids, static_cast<double>(cohort_.model().grid_per_year),
             std::move(strategies), partitions_, Reading::interpolated},
            requests_);
        return evaluator.evaluate(cohort_.cells(), weights).values;
    }

private:
    std::size_t place_of(ArmOfWomen arm) {
        const auto known = std::find(arms_.begin(), arms_.end(), arm);
        if (known != arms_.end()) return static_cast<std::size_t>(known - arms_.begin());
        arms_.push_back(std::move(arm));
        return arms_.size() - 1;
    }

    const StrataCohort& cohort_;
    std::vector<ArmOfWomen> arms_;
    std::vector<CellClasses> partitions_;
    std::vector<NumberRequest> requests_;
};

/// The women of both sides of a quantity at salvage surgery; the second repeats the first where there is none.
std::pair<ArmOfWomen, ArmOfWomen> arms_of(const StrataCohort& cohort, const Quantity& quantity) {
    const bool standardise = !quantity.adjusted_for.empty() && quantity.measure != Measure::hr_stratified;
    const auto arm = [&](StrategyIndex strategy, const WomenClass& women) {
        return standardise ? cohort.standardised(strategy, women, quantity.adjusted_for, quantity.strategy)
                           : cohort.women(strategy, women, quantity.population);
    };
    const WomenClass& other = quantity.comparator_group.empty() ? quantity.group : quantity.comparator_group;
    return {arm(quantity.strategy, quantity.group), arm(quantity.comparator.value_or(quantity.strategy), other)};
}

/// Women who reach metastasis: strata count as often as their women have had one.
ArmOfWomen reaching_metastasis(const StrataCohort& before, double within_years, ArmOfWomen women) {
    const Endpoint& distant = before.endpoint(incidence_of(before.model(), EndpointRole::distant));
    const CellIncidence& cells = before.cells();
    const auto within = static_cast<std::size_t>(std::lround(within_years * before.model().grid_per_year));
    const std::size_t last = std::min(cells.grids->of(distant.estimated).intervals(), within) - 1;
    double total = 0;
    for (CellIndex h; h < women.weights.size(); ++h) {
        women.weights[h] *= cells.cumulative[cells.at(women.strategy, h, distant.estimated) + last];
        total += women.weights[h];
    }
    if (total > 0)
        for (double& weight : women.weights) weight /= total;
    return women;
}

void require_computable(const Model& model, const Quantity& quantity) {
    if (const auto missing = missing_part(model, quantity)) throw UsageError("the model has not " + *missing);
    if (const auto why = mismatch(quantity.measure, quantity.endpoint)) throw UsageError("measure " + *why);
    const std::vector<std::string> names = endpoint_names(model);
    const bool reads_it = quantity.measure != Measure::share_distant;
    if (reads_it && std::find(names.begin(), names.end(), quantity.endpoint) == names.end())
        throw UsageError("endpoint " + missing_endpoint(model, quantity.endpoint));
    if (const auto why = missing_role(model, quantity)) throw UsageError(*why);
    if (!is_number_of_curves(quantity.measure))
        throw UsageError(
            std::string("measure ") + to_text(quantity.measure) +
            " is no number of curves: only validate tests p values, only psa and sensitivity report totals");
}

}  // namespace

CellSource exact_cells(const ExactOptions& options) {
    return [options](const Cohort& cohort, const EndpointPlan& plan, const StrategyMixtures& mixtures) {
        const auto& [model, parameters, population, graph] = cohort;
        const ContinuousHazards hazards(model, parameters, population);
        return expected_incidence(plan, mixtures, population, solve_exact(model, population, graph, hazards, options));
    };
}

StrataCohort::StrataCohort(const Model& model, const Parameters& parameters, double horizon_years,
                           const CellSource& source, std::optional<std::size_t> start_state)
    : model_(by_stratum(model, horizon_years, start_state)),
      parameters_(parameters),
      population_(make_population(model_, parameters_)),
      graph_(make_event_graph(model_)),
      plan_(plan_endpoints(model_, graph_)),
      mixtures_(model_, parameters_, population_),
      cells_(source({model_, parameters_, population_, graph_}, plan_, mixtures_)) {}

bool StrataCohort::belongs(StratumIndex stratum, const WomenClass& group) const {
    return is_of_group(population_.strata[stratum], group);
}

ArmOfWomen StrataCohort::restricted(StrategyIndex strategy, std::vector<double> weights,
                                    const WomenClass& group) const {
    double total = 0;
    for (std::size_t h = 0; h < weights.size(); ++h) {
        if (!belongs(StratumIndex(h), group)) weights[h] = 0;
        total += weights[h];
    }
    if (total > 0 && (!group.empty() || total != 1))
        for (double& weight : weights) weight /= total;
    return {strategy, std::move(weights)};
}

ArmOfWomen StrataCohort::women(StrategyIndex strategy, const WomenClass& group, PopulationKind kind) const {
    return restricted(strategy, cell_weights(model_, parameters_, population_, strategy, {"all", {}}, kind), group);
}

ArmOfWomen StrataCohort::standardised(StrategyIndex strategy, const WomenClass& group,
                                      const std::vector<std::size_t>& over, std::size_t to_treated) const {
    return restricted(strategy, standardised_weights(model_, parameters_, population_, strategy, {over, to_treated}),
                      group);
}

CellClasses StrataCohort::classes(const std::vector<std::size_t>& factors) const {
    std::vector<std::vector<std::size_t>> keys;
    for (const Stratum& stratum : population_.strata) {
        std::vector<std::size_t>& key = keys.emplace_back();
        for (const std::size_t factor : factors) key.push_back(stratum.levels[factor]);
    }
    std::map<std::vector<std::size_t>, std::size_t> numbers;  // in the order of the levels
    for (const std::vector<std::size_t>& key : keys) numbers[key] = 0;
    std::size_t next = 0;
    for (auto& [key, number] : numbers) number = next++;
    CellClasses classes;
    for (const std::vector<std::size_t>& key : keys) classes.push_back(numbers.at(key));
    return classes;
}

std::vector<double> quantity_values(const Model& model, const Parameters& parameters,
                                    std::span<const Quantity> quantities, const CellSource& source) {
    if (quantities.empty()) return {};
    for (const Quantity& quantity : quantities) require_computable(model, quantity);
    const StrataCohort cohort(model, parameters, horizon(model, quantities, TimeZero::salvage_surgery), source);
    std::optional<StrataCohort> later;
    if (std::any_of(quantities.begin(), quantities.end(), is_after_metastasis))
        later.emplace(model, parameters, horizon(model, quantities, TimeZero::metastasis), source,
                      metastatic_state(model));
    RequestList from_surgery(cohort), from_metastasis(later ? *later : cohort);
    for (const Quantity& quantity : quantities) {
        auto [first, second] = arms_of(cohort, quantity);
        if (is_after_metastasis(quantity))
            from_metastasis.add(quantity, reaching_metastasis(cohort, metastases_within_years(model), std::move(first)),
                                reaching_metastasis(cohort, metastases_within_years(model), std::move(second)));
        else
            from_surgery.add(quantity, std::move(first), std::move(second));
    }
    const std::vector<double> early = from_surgery.values(), late = from_metastasis.values();
    std::vector<double> values;
    auto next_early = early.begin(), next_late = late.begin();
    for (const Quantity& quantity : quantities)
        values.push_back(is_after_metastasis(quantity) ? *next_late++ : *next_early++);
    return values;
}

std::vector<double> quantity_values(const Model& model, const Parameters& parameters,
                                    std::span<const Quantity> quantities, const ExactOptions& options) {
    return quantity_values(model, parameters, quantities, exact_cells(options));
}

}  // namespace ibtr
