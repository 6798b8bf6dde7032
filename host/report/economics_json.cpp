#include "report/economics_json.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "base/json_number.hpp"

namespace ibtr {
namespace {

using nlohmann::ordered_json;

void put(ordered_json& into, const std::string& name, const MeanWithError& mean) {
    into[name] = number_or_null(mean.value);
    into[name + "_mc_se"] = number_or_null(mean.mc_se);
}

ordered_json strategy_json(const Model& model, std::size_t index, const CostsAndEffects::OfStrategy& of) {
    ordered_json json = {{"strategy", model.strategies[index].name}};
    put(json, "cost", of.cost);
    put(json, "qaly", of.qaly);
    put(json, "life_years", of.life_years);
    json["standing"] = to_text(of.standing);
    json["compared_with"] = nullptr;
    if (of.compared_with) json["compared_with"] = model.strategies[*of.compared_with].name;
    put(json, "incremental_cost", of.incremental_cost);
    put(json, "incremental_qaly", of.incremental_qaly);
    put(json, "icer", of.icer);
    return json;
}

ordered_json choice_json(const Model& model, const CostsAndEffects::NetBenefit& at) {
    ordered_json json = {{"willingness_to_pay", at.willingness}, {"best", nullptr}};
    if (at.best) json["best"] = model.strategies[*at.best].name;
    ordered_json benefits = ordered_json::object();
    for (std::size_t s = 0; s < at.of_strategy.size(); ++s)
        benefits[model.strategies[s].name] = number_or_null(at.of_strategy[s].value);
    json["net_benefit"] = std::move(benefits);
    return json;
}

}  // namespace

ordered_json economics_json(const Model& model, std::span<const CostsAndEffects> results) {
    ordered_json list = ordered_json::array();
    for (const CostsAndEffects& each : results) {
        ordered_json strategies = ordered_json::array(), choices = ordered_json::array();
        for (std::size_t s = 0; s < each.strategies.size(); ++s)
            strategies.push_back(strategy_json(model, s, each.strategies[s]));
        for (const CostsAndEffects::NetBenefit& at : each.net_benefit) choices.push_back(choice_json(model, at));
        list.push_back({{"population", to_text(each.population)},
                        {"group", each.group},
                        {"strategies", std::move(strategies)},
                        {"choices", std::move(choices)}});
    }
    return list;
}

}  // namespace ibtr
