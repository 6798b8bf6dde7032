#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"
#include "page/report_words.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

constexpr const char* not_for_patients = "Research model on published group data; not for decisions about one patient.";

/// What a first screen can say of one run.
struct Glance {
    const Model& model;
    const CurveRows& rows;
    std::string population, reference, endpoint;
    bool by_parameters;
    bool exact;  ///< nobody was simulated: there are no intervals

    [[nodiscard]] const RecordedNumber* at(const std::string& strategy, double years) const {
        const auto place = rows.curves.find({strategy, "all", population, endpoint});
        return place == rows.curves.end() ? nullptr : place->second.at(years);
    }
    [[nodiscard]] const RecordedNumber* difference(const std::string& strategy, double years) const {
        for (const RecordedContrast& contrast : rows.contrasts)
            if (contrast.strategy == strategy && contrast.group == "all" && contrast.population == population &&
                contrast.endpoint == endpoint && contrast.measure == "rd" &&
                std::abs(contrast.time_years - years) < 1e-6)
                return &contrast.number;
        return nullptr;
    }
};

/// The endpoint of the first screen: overall survival, else the first that there is.
std::string first_endpoint(const Model& model, const CurveRows& rows) {
    for (const std::string& name : endpoint_names(model))
        for (const auto& [key, curve] : rows.curves)
            if (std::get<3>(key) == name) return name;
    return survival_name;
}

std::string interval_name(const Glance& glance) {
    if (glance.exact) return "solved exactly, without simulated " + glance.model.people;
    return glance.by_parameters ? "95 % interval from the parameters" : "95 % interval from the number simulated";
}

std::string state_of_people(const Glance& glance) {
    return glance.endpoint == survival_name ? "are alive"
                                            : "(" + endpoint_in_words(glance.model, glance.endpoint) + ")";
}

/// How many are well off at the first landmark, by strategy, and the difference that stands out.
std::string sentences(const Glance& glance) {
    const Model& model = glance.model;
    if (model.landmarks_years.empty()) return "";
    const double years = model.landmarks_years.front();
    std::string text, counts;
    for (const Strategy& strategy : model.strategies) {
        const RecordedNumber* number = glance.at(strategy.name, years);
        if (number == nullptr) continue;
        counts +=
            fmt::format("{}{} with {}", counts.empty() ? "" : "; ", fixed(100 * number->estimate, 1), strategy.label);
    }
    text += paragraph(fmt::format("Of 100 {}, so many {} after {}: {}.", model.people, state_of_people(glance),
                                  time_in_words(years), counts));
    const RecordedNumber* largest = nullptr;
    std::string of_whom;
    for (const Strategy& strategy : model.strategies) {
        const RecordedNumber* number = glance.difference(strategy.name, years);
        if (number == nullptr || !std::isfinite(number->estimate)) continue;
        if (largest != nullptr && std::abs(number->estimate) <= std::abs(largest->estimate)) continue;
        largest = number;
        of_whom = strategy.label;
    }
    if (largest != nullptr) {
        const bool fewer = largest->estimate < 0;
        const RecordedNumber size = fewer ? mirrored(*largest) : *largest;
        text += paragraph(
            fmt::format("The largest difference from {} is that of {}: {} {} per 100 ({}).{}",
                        label_of_strategy(model, glance.reference), of_whom, per_100(size, glance.by_parameters),
                        fewer ? "fewer" : "more", interval_name(glance),
                        glance.exact ? "" : " Every strategy was walked by the same simulated " + model.people + "."));
    }
    return text;
}

ShownTable landmark_table(const Glance& glance) {
    const Model& model = glance.model;
    ShownTable table;
    table.name = "landmarks";
    table.caption = fmt::format(
        "{} per 100 {}, and the difference from {} ({}; {})", sentence_case(endpoint_in_words(model, glance.endpoint)),
        model.people, label_of_strategy(model, glance.reference), interval_name(glance),
        glance.population == "standardised" ? "the same " + model.people + " under every strategy"
                                            : "each strategy with those who receive it");
    table.header = {"Strategy"};
    for (const double years : model.landmarks_years) {
        table.header.push_back(time_in_words(years));
        table.header.push_back("difference at " + time_in_words(years));
    }
    for (const Strategy& strategy : model.strategies) {
        std::vector<std::string> row{strategy.label};
        for (const double years : model.landmarks_years) {
            const RecordedNumber* number = glance.at(strategy.name, years);
            const RecordedNumber* difference = glance.difference(strategy.name, years);
            row.push_back(number == nullptr ? "–" : per_100(*number, glance.by_parameters));
            row.push_back(strategy.name == glance.reference ? "reference"
                          : difference == nullptr           ? "–"
                                                            : per_100(*difference, glance.by_parameters));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace

Section glance(const RunRecord& record, const CurveRows& rows) {
    const Model& model = record.config->model;
    const Glance glance{model,
                        rows,
                        first_population(rows),
                        model.strategies[model.reference_strategy].name,
                        first_endpoint(model, rows),
                        has_credible(rows),
                        record.command == "exact"};
    Section section{"glance", "At a glance", ""};
    section.tables.push_back(landmark_table(glance));
    section.html = sentences(glance) + fmt::format("<p class=\"warning\">{}</p>\n", escaped(not_for_patients)) +
                   fmt::format("<div class=\"chart\" data-kind=\"curves\" data-endpoint=\"{}\"></div>\n",
                               escaped(glance.endpoint)) +
                   section.tables.front().html();
    ShownTable at_risk = at_risk_table(record, glance.rows, glance.population, glance.endpoint);
    if (!at_risk.empty()) {
        section.html += at_risk.html();
        section.tables.push_back(std::move(at_risk));
    }
    return section;
}

}  // namespace ibtr::page
