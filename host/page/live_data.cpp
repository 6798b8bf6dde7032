#include "page/live_data.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controls/parameter_controls.hpp"
#include "estimate/endpoints.hpp"
#include "model/endpoint_words.hpp"
#include "page/movable_controls.hpp"
#include "page/report_words.hpp"

namespace ibtr::page {
namespace {

using Json = nlohmann::ordered_json;

Json text_of(const Model& model, const Input& input) {
    if (const double* number = std::get_if<double>(&input)) return *number;
    return model.parameters[std::get<ParameterRef>(input).index].name;
}

Json texts_of(const Model& model, const std::vector<Input>& inputs) {
    Json texts = Json::array();
    for (const Input& input : inputs) texts.push_back(text_of(model, input));
    return texts;
}

Json index_or_null(const std::optional<std::size_t>& index) {
    return index ? Json(*index) : Json(nullptr);
}

/// In an order in which each can be computed.
Json parameters_json(const Model& model, const Parameters& values) {
    const controls::ParameterUses uses = uses_in_multipliers_and_weights(model);
    Json parameters = Json::array();
    for (const std::size_t k : uses.parameters())
        if (const Parameter& parameter = model.parameters[k]; parameter.value)
            parameters.push_back(
                {{"name", parameter.name}, {"key", controls::parameter_key(parameter)}, {"value", *parameter.value}});
    for (const std::size_t k : model.evaluation_order)
        if (uses.contains(k) && !model.parameters[k].expression.empty())
            parameters.push_back({{"name", model.parameters[k].name},
                                  {"value", values.values()[k]},
                                  {"expression", model.parameters[k].expression}});
    return parameters;
}

Json ratios_json(const Model& model, const Transition& transition) {
    Json ratios = Json::array();
    if (model.cycle_years) return ratios;
    for (const HazardRatio& ratio : transition.hazard_ratios)
        if (ratio.changes.empty())
            ratios.push_back({{"strategy", index_or_null(ratio.strategy)},
                              {"factor", index_or_null(ratio.factor)},
                              {"level", index_or_null(ratio.level)},
                              {"value", text_of(model, ratio.value)}});
    return ratios;
}

Json strategies_json(const Model& model) {
    Json strategies = Json::array();
    for (const Strategy& strategy : model.strategies) {
        Json rules = Json::array();
        for (const MixRule& rule : strategy.mix) {
            Json weights = Json::array();
            for (const MixWeight& part : rule.weights)
                weights.push_back({{"component", part.component}, {"weight", text_of(model, part.weight)}});
            rules.push_back({{"factor", index_or_null(rule.factor)},
                             {"level", index_or_null(rule.level)},
                             {"weights", std::move(weights)}});
        }
        strategies.push_back({{"name", strategy.name}, {"label", strategy.label}, {"mix", std::move(rules)}});
    }
    return strategies;
}

/// Key of the control that moves shares; empty where none does.
std::string key_of(const std::vector<controls::Control>& movable, const controls::SharesOf& shares) {
    const auto found =
        std::find_if(movable.begin(), movable.end(), [&](const auto& control) { return control.shares_of == shares; });
    return found == movable.end() ? "" : found->key;
}

Json factors_json(const Model& model, const std::vector<controls::Control>& movable) {
    Json factors = Json::array();
    for (std::size_t f = 0; f < model.factors.size(); ++f) {
        const Factor& factor = model.factors[f];
        Json rows = Json::array();
        for (std::size_t row = 0; row < factor.rows.size(); ++row)
            rows.push_back({{"given", factor.rows[row].given_levels},
                            {"key", key_of(movable, {f, row})},
                            {"probabilities", texts_of(model, factor.rows[row].probabilities)}});
        factors.push_back({{"name", factor.name},
                           {"levels", factor.levels.size()},
                           {"given", factor.given},
                           {"rows", std::move(rows)}});
    }
    return factors;
}

Json endpoints_of(const Model& model, const EventGraph& graph) {
    const EndpointPlan plan = plan_endpoints(model, graph);
    Json endpoints = Json::array();
    for (const Endpoint& endpoint : plan.endpoints) {
        const bool falls = endpoint.kind == EndpointKind::survival;
        if (!falls && endpoint.kind != EndpointKind::incidence) continue;
        Json edges = Json::array();
        for (const EdgeIndex edge : plan.series[endpoint.estimated].plus) edges.push_back(std::size_t{edge});
        endpoints.push_back({{"name", endpoint.name},
                             {"label", endpoint_in_words(model, endpoint.name)},
                             {"falls", falls},
                             {"edges", std::move(edges)}});
    }
    return endpoints;
}

Json groups_json(const Model& model) {
    Json groups = Json::array();
    for (const ReportGroup& group : report_groups(model)) {
        Json one = {{"name", group.name}, {"label", group_in_words(model, group.name)}};
        if (group.restriction) {
            one["factor"] = group.restriction->first;
            one["level"] = group.restriction->second;
        }
        groups.push_back(std::move(one));
    }
    return groups;
}

}  // namespace

Json live_data(const Study& study) {
    const Model& model = study.model();
    const Population& population = study.population();
    Json exits = Json::array(), levels = Json::array(), cells = Json::array(), case_mixes = Json::array(),
         populations = Json::array(), simulated = Json::array();
    const MovableControls movable = movable_controls(study);
    for (const core::ExitRecord& exit : study.tables().exits)
        exits.push_back(ratios_json(model, model.transitions[exit.transition]));
    for (const Stratum& stratum : population.strata) levels.push_back(stratum.levels);
    for (const Cell& cell : population.cells) cells.push_back(cell.levels);
    for (std::size_t k = 0; k < model.case_mixes.size(); ++k)
        case_mixes.push_back({{"strategy", model.case_mixes[k].strategy},
                              {"factor", model.case_mixes[k].factor},
                              {"key", key_of(movable.controls, {model.case_mixes[k].factor, 0, k})},
                              {"probabilities", texts_of(model, model.case_mixes[k].probabilities)}});
    for (const PopulationKind kind : reported_populations(model))
        populations.push_back({{"name", to_text(kind)}, {"label", in_words(kind)}});
    for (const StrategyIndex strategy : model.simulated_strategies()) simulated.push_back(std::size_t{strategy});
    return {{"people", model.people},
            {"horizon_years", model.horizon_years},
            {"grid_per_year", model.grid_per_year},
            {"landmarks_years", model.landmarks_years},
            {"reference", std::size_t{model.reference_strategy}},
            {"parameters", parameters_json(model, study.parameters())},
            {"strategies", strategies_json(model)},
            {"simulated", std::move(simulated)},
            {"factors", factors_json(model, movable.controls)},
            {"exits", std::move(exits)},
            {"stratum_levels", std::move(levels)},
            {"cell_factors", population.cell_factors},
            {"cell_levels", std::move(cells)},
            {"case_mixes", std::move(case_mixes)},
            {"standardisation",
             {{"over", model.standardisation.over}, {"to_treated", index_or_null(model.standardisation.to_treated)}}},
            {"groups", groups_json(model)},
            {"populations", std::move(populations)},
            {"endpoints", endpoints_of(model, study.graph())},
            {"controls", controls::to_json(movable.controls)},
            {"fixed", movable.fixed}};
}

}  // namespace ibtr::page
