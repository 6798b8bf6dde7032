#include "ibtr/changed_model.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "ibtr/state_graph.hpp"
#include "model/check_quantity.hpp"

namespace ibtr {
namespace {

/// Goes through a model part by part.
class ModelChecker {
public:
    explicit ModelChecker(const Model& model) : model_(model) {}

    void check() const {
        check_times();
        check_parameters();
        check_factors();
        check_graph();
        check_strategies();
        for (const std::size_t factor : model_.group_factors) require(is_factor(factor), "a group factor");
        require_distinct(model_.group_factors, "group factors");
        for (const std::size_t factor : model_.standardisation.over)
            require(is_factor(factor), "a standardised factor");
        if (const auto treated = model_.standardisation.to_treated)
            require(is_strategy(*treated), "the strategy of the standard");
        for (const Marginal& marginal : model_.marginals) {
            require(is_parameter(marginal.parameter), "the parameter of a marginal");
            check_input(marginal.published);
            const auto missing = missing_part(model_, marginal.quantity);
            require(!missing, missing.value_or("").c_str());
        }
        for (const std::size_t parameter : model_.calibration.free)
            require(is_parameter(parameter), "a free parameter");
    }

private:
    static void require(bool holds, const char* what) {
        if (!holds)
            throw std::logic_error(std::string("a model was changed so that it does not hold together: ") + what);
    }
    static void require_distinct(std::vector<std::size_t> indices, const char* what) {
        std::sort(indices.begin(), indices.end());
        require(std::adjacent_find(indices.begin(), indices.end()) == indices.end(), what);
    }
    static bool is_square(const std::vector<std::vector<double>>& matrix, std::size_t size) {
        return matrix.size() == size &&
               std::all_of(matrix.begin(), matrix.end(), [&](const auto& row) { return row.size() == size; });
    }
    [[nodiscard]] bool is_factor(std::size_t index) const { return index < model_.factors.size(); }
    [[nodiscard]] bool is_strategy(std::size_t index) const { return index < model_.strategies.size(); }
    [[nodiscard]] bool is_parameter(std::size_t index) const { return index < model_.parameters.size(); }
    [[nodiscard]] bool is_level(FactorIndex factor, std::size_t level) const {
        return is_factor(factor) && level < model_.factors[factor].levels.size();
    }
    void check_input(const Input& input) const {
        const auto* reference = std::get_if<ParameterRef>(&input);
        require(reference == nullptr || is_parameter(reference->index), "a parameter that stands for a number");
    }

    void check_times() const {
        const auto whole_bins = [&](double years) {
            const double bins = years * model_.grid_per_year;
            return std::abs(bins - std::round(bins)) <= 1e-9 * std::max(1.0, bins);
        };
        require(model_.batches > 0, "its number of batches");
        require(model_.grid_per_year > 0 && whole_bins(model_.horizon_years), "its horizon");
        double before = 0;
        for (const double years : model_.landmarks_years) {
            require(years > before && years <= model_.horizon_years && whole_bins(years), "a landmark");
            before = years;
        }
    }

    void check_parameters() const {
        const auto check_members = [&](const std::vector<std::size_t>& members) {
            for (const std::size_t member : members) require(is_parameter(member), "a parameter drawn with others");
        };
        for (const std::size_t parameter : model_.evaluation_order)
            require(is_parameter(parameter), "its evaluation order");
        for (const JointUncertainty& joint : model_.joint_uncertainties) {
            check_members(joint.parameters);
            require(joint.covariance.empty() || is_square(joint.covariance, joint.parameters.size()), "a covariance");
        }
        for (const Correlation& correlation : model_.correlations) {
            check_members(correlation.parameters);
            require(is_square(correlation.matrix, correlation.parameters.size()), "a matrix of correlations");
        }
        if (!model_.posterior) return;
        check_members(model_.posterior->parameters);
        for (const std::vector<double>& row : model_.posterior->rows)
            require(row.size() == model_.posterior->parameters.size(), "a row of the posterior");
        require(model_.posterior->weights.empty() || model_.posterior->weights.size() == model_.posterior->rows.size(),
                "the weights of the posterior");
    }

    void check_factors() const {
        for (std::size_t f = 0; f < model_.factors.size(); ++f) {
            const Factor& factor = model_.factors[f];
            require(factor.age_bands.empty() || factor.age_bands.size() == factor.levels.size(), "bands of ages");
            check_start_states(factor);
            for (const std::size_t parent : factor.given) require(parent < f, "a factor that another depends on");
            for (const ConditionalRow& row : factor.rows) {
                require(row.given_levels.size() == factor.given.size(), "the levels that a row is given");
                check_distribution(row.probabilities, f);
            }
        }
    }
    void check_start_states(const Factor& factor) const {
        require(factor.start_states.empty() || factor.start_states.size() == factor.levels.size(),
                "the start states of a factor's levels");
        for (const std::size_t state : factor.start_states)
            require(state < model_.states.size() && !model_.states[state].absorbing, "a start state of a level");
        require(factor.start_states.empty() || &factor == &model_.factors[*start_factor(model_)],
                "one factor that says where people begin");
    }
    void check_distribution(const std::vector<Input>& probabilities, std::size_t factor) const {
        require(is_factor(factor) && probabilities.size() == model_.factors[factor].levels.size(),
                "the probabilities of a factor's levels");
        for (const Input& probability : probabilities) check_input(probability);
    }

    void check_graph() const {
        const std::size_t states = model_.states.size();
        require(model_.start_state < std::max<std::size_t>(states, 1), "its start state");
        for (const EntryClock& clock : model_.entry_clocks)
            for (const std::size_t state : clock.states) require(state < states, "a state of a clock");
        for (const Transition& transition : model_.transitions) {
            require(transition.from < states && transition.to < states, "the states of a transition");
            require(transition.clock != Clock::entry || model_.entry_clock_of(transition.from), "a transition's clock");
            for (const HazardSpec* hazard : hazards_of(transition)) check_hazard(*hazard);
            for (const HazardWhere& where : transition.hazard_where) check_condition(where);
            for (const auto* ratios : {&transition.hazard_ratios, &transition.risk_ratios}) {
                for (const HazardRatio& ratio : *ratios) {
                    check_input(ratio.value);
                    for (const RatioChange& change : ratio.changes) check_input(change.value);
                    check_condition(ratio);
                }
            }
        }
        for (const EndpointSet& set : model_.endpoints)
            for (const std::size_t transition : set.transitions)
                require(transition < model_.transitions.size(), "a transition of an endpoint");
    }

    void check_hazard(const HazardSpec& hazard) const {
        for (const Input& coefficient : hazard.coefficients) check_input(coefficient);
        if (hazard.family == HazardFamily::life_table)
            require(hazard.life_table < model_.life_tables.size(), "the life table of a transition");
    }
    template <class Conditional>
    void check_condition(const Conditional& conditional) const {
        require(!conditional.strategy || is_strategy(*conditional.strategy), "the strategy of a hazard or its ratio");
        require(conditional.factor.has_value() == conditional.level.has_value() &&
                    (!conditional.factor || is_level(FactorIndex(*conditional.factor), *conditional.level)),
                "the level of a hazard or its ratio");
    }

    void check_strategies() const {
        require(model_.reference_strategy < std::max<std::size_t>(model_.strategies.size(), 1),
                "its reference strategy");
        for (const Strategy& strategy : model_.strategies)
            for (const MixRule& rule : strategy.mix) {
                require(!rule.factor || is_level(FactorIndex(*rule.factor), rule.level.value()),
                        "the level of a rule of a mix");
                for (const MixWeight& weight : rule.weights) {
                    check_input(weight.weight);
                    require(is_strategy(weight.component) && model_.strategies[weight.component].mix.empty(),
                            "a component of a mix");
                }
            }
        for (const CaseMix& mix : model_.case_mixes) {
            require(is_strategy(mix.strategy), "the strategy of a case mix");
            check_distribution(mix.probabilities, mix.factor);
        }
    }

    const Model& model_;
};

}  // namespace

void check_model(const Model& model) {
    ModelChecker(model).check();
}

Model changed_model(Model model, const std::function<void(Model&)>& change) {
    change(model);
    check_model(model);
    return model;
}

}  // namespace ibtr
