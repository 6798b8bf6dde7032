#include "explore/question.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "model/endpoint_rules.hpp"

namespace ibtr::explore {
namespace {

using Json = nlohmann::ordered_json;

std::optional<std::string> text_at(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || found->is_null()) return std::nullopt;
    if (!found->is_string()) throw UsageError(std::string(key) + ": is no text");
    return found->get<std::string>();
}

bool is_whole(double number) {
    return std::abs(number - std::round(number)) < 1e-9;
}

std::vector<double> read_landmarks(const Json& json, const Model& model) {
    constexpr std::size_t most = 12;
    const auto found = json.find("landmarks_years");
    if (found == json.end() || found->is_null()) return model.landmarks_years;
    if (!found->is_array() || found->empty() || found->size() > most)
        throw UsageError("landmarks_years: has to be a list of 1 to 12 times");
    std::vector<double> landmarks;
    for (const Json& element : *found) {
        const double years = element.is_number() ? element.get<double>() : 0;
        if (!(years > 0) || !(years <= model.horizon_years) || !is_whole(years * model.grid_per_year))
            throw UsageError("landmarks_years: times lie above 0, up to the horizon, and are ends of output bins");
        landmarks.push_back(years);
    }
    std::sort(landmarks.begin(), landmarks.end());
    return landmarks;
}

ReportGroup find_group(const Model& model, const std::string& name) {
    const std::vector<ReportGroup> groups = report_groups(model);
    const auto found =
        std::find_if(groups.begin(), groups.end(), [&](const ReportGroup& group) { return group.name == name; });
    if (found == groups.end()) throw UsageError("group: the config reports no such group");
    return *found;
}

PopulationKind find_population(const Model& model, const std::optional<std::string>& name) {
    const std::vector<PopulationKind> kinds = reported_populations(model);
    if (!name) return kinds.front();
    for (const PopulationKind kind : kinds)
        if (*name == to_text(kind)) return kind;
    throw UsageError("population: the config reports no such population");
}

/// Every time that has to be the end of a bin.
std::vector<double> times_of(const Model& model, const std::optional<Economics>& economics, const Question& question) {
    std::vector<double> times{model.horizon_years};
    times.insert(times.end(), model.landmarks_years.begin(), model.landmarks_years.end());
    times.insert(times.end(), question.landmarks_years.begin(), question.landmarks_years.end());
    if (!economics) return times;
    for (const DiscountRate* rate : {&economics->discount_effects, &economics->discount_costs})
        for (const RateChange& change : rate->changes) times.push_back(change.start_years);
    for (const std::vector<ValueOf>* values : {&economics->utilities, &economics->costs})
        for (const ValueOf& value : *values) {
            times.push_back(value.when.from_years);
            times.push_back(value.when.to_years.value_or(0));
        }
    return times;
}

}  // namespace

std::vector<std::string> shown_endpoints(const Model& model) {
    return endpoint_names(model);
}

Question read_question(const Json& json, const Model& model) {
    if (!json.is_object()) throw UsageError("the body is no object");
    const std::vector<std::string> endpoints = shown_endpoints(model);
    const auto is_known = [&](const std::string& name) {
        return std::find(endpoints.begin(), endpoints.end(), name) != endpoints.end();
    };
    Question question;
    question.endpoint = text_at(json, "endpoint").value_or(is_known(survival_name) ? survival_name : endpoints.front());
    if (!is_known(question.endpoint)) throw UsageError("endpoint: the model has none of this name");
    question.group = find_group(model, text_at(json, "group").value_or("all"));
    question.population = find_population(model, text_at(json, "population"));
    question.landmarks_years = read_landmarks(json, model);
    return question;
}

std::optional<unsigned> coarse_grid(const Model& model, const std::optional<Economics>& economics,
                                    const Question& question) {
    constexpr unsigned coarsest = 2;
    if (model.cycle_years) return std::nullopt;
    const std::vector<double> times = times_of(model, economics, question);
    for (unsigned grid = coarsest; 2 * grid < model.grid_per_year; ++grid)
        if (model.grid_per_year % grid == 0 &&
            std::all_of(times.begin(), times.end(), [&](double years) { return is_whole(years * grid); }))
            return grid;
    return std::nullopt;
}

}  // namespace ibtr::explore
