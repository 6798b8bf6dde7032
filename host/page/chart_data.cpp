#include "page/chart_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"

namespace ibtr::page {
namespace {

using Json = nlohmann::ordered_json;

/// Five significant digits: a thousandth per 100, more than a screen or a reader can tell apart.
Json rounded(double number) {
    if (!std::isfinite(number)) return nullptr;
    return std::stod(fmt::format("{:.5g}", number));
}

template <class Member>
Json column(const RecordedCurve& curve, Member member) {
    Json numbers = Json::array();
    bool any = false;
    for (const RecordedNumber& number : curve.numbers) {
        numbers.push_back(rounded(number.*member));
        any = any || !numbers.back().is_null();
    }
    return any ? numbers : Json(nullptr);
}

/// Endpoints that are shares of people, in the order of reports.
Json endpoints_json(const Model& model, const std::set<std::string>& present) {
    Json endpoints = Json::array();
    for (const std::string& name : endpoint_names(model)) {
        if (!present.contains(name)) continue;
        const EndpointKind kind = kind_of_endpoint(name);
        if (kind == EndpointKind::restricted_mean) continue;
        endpoints.push_back({{"id", name},
                             {"label", endpoint_in_words(model, name)},
                             {"falls", kind == EndpointKind::survival || kind == EndpointKind::net_survival}});
    }
    return endpoints;
}

}  // namespace

Json chart_data(const RunRecord& record, const CurveRows& rows) {
    const Model& model = record.config->model;
    std::set<std::string> endpoints, groups, populations;
    std::vector<std::vector<double>> grids;  ///< curves share few
    Json curves = Json::array();
    for (const auto& [key, curve] : rows.curves) {
        const auto& [strategy, group, population, endpoint] = key;
        endpoints.insert(endpoint);
        groups.insert(group);
        populations.insert(population);
        const auto known = std::find(grids.begin(), grids.end(), curve.times_years);
        const auto grid = static_cast<std::size_t>(known - grids.begin());
        if (known == grids.end()) grids.push_back(curve.times_years);
        curves.push_back({{"strategy", strategy},
                          {"group", group},
                          {"population", population},
                          {"endpoint", endpoint},
                          {"times", grid},
                          {"estimate", column(curve, &RecordedNumber::estimate)},
                          {"low", column(curve, &RecordedNumber::ci_low)},
                          {"high", column(curve, &RecordedNumber::ci_high)},
                          {"credible_low", column(curve, &RecordedNumber::cri_low)},
                          {"credible_high", column(curve, &RecordedNumber::cri_high)}});
    }
    Json strategies = Json::array();
    for (const Strategy& strategy : model.strategies)
        strategies.push_back({{"id", strategy.name}, {"label", strategy.label}});
    Json differences = Json::array();
    for (const RecordedContrast& contrast : rows.contrasts)
        if (contrast.measure == "rd")
            differences.push_back({{"strategy", contrast.strategy},
                                   {"group", contrast.group},
                                   {"population", contrast.population},
                                   {"endpoint", contrast.endpoint},
                                   {"time", rounded(contrast.time_years)},
                                   {"estimate", rounded(contrast.number.estimate)},
                                   {"low", rounded(contrast.number.ci_low)},
                                   {"high", rounded(contrast.number.ci_high)},
                                   {"credible_low", rounded(contrast.number.cri_low)},
                                   {"credible_high", rounded(contrast.number.cri_high)}});
    Json times = Json::array();
    for (const std::vector<double>& grid : grids) {
        times.push_back(Json::array());
        for (const double time : grid) times.back().push_back(rounded(time));
    }
    return {{"people", model.people},
            {"times", std::move(times)},
            {"exact", record.command == "exact"},
            {"horizon_years", model.horizon_years},
            {"landmarks_years", model.landmarks_years},
            {"reference", model.strategies[model.reference_strategy].name},
            {"strategies", std::move(strategies)},
            {"endpoints", endpoints_json(model, endpoints)},
            {"groups", groups},
            {"populations", populations},
            {"curves", std::move(curves)},
            {"differences", std::move(differences)}};
}

}  // namespace ibtr::page
