#include "cli/drawn_curves.hpp"

#include <map>
#include <string>
#include <tuple>

#include "model/endpoint_rules.hpp"
#include "psa/psa_session.hpp"
#include "psa/store.hpp"

namespace ibtr::cli {
namespace {

/// The columns of a store that make one curve.
struct CurveColumns {
    page::DrawnCurve curve;
    std::vector<std::size_t> outcomes;  ///< parallel to its times
};

std::vector<CurveColumns> columns_of(const Model& model, const std::vector<Quantity>& outcomes) {
    std::map<std::tuple<std::size_t, PopulationKind, std::string>, std::map<double, std::size_t>> found;
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
        const Quantity& outcome = outcomes[k];
        const EndpointKind kind = kind_of_endpoint(outcome.endpoint);
        const bool is_share =
            kind == EndpointKind::survival || kind == EndpointKind::net_survival || kind == EndpointKind::incidence;
        if (outcome.measure == Measure::value && outcome.group.empty() && is_share)
            found[{std::size_t{outcome.strategy}, outcome.population, outcome.endpoint}][outcome.time_years] = k;
    }
    std::vector<CurveColumns> all;
    for (const auto& [key, places] : found) {
        const auto& [strategy, population, endpoint] = key;
        CurveColumns columns{{model.strategies[strategy].name, to_text(population), endpoint, {}, {}}, {}};
        for (const auto& [years, place] : places) {
            columns.curve.times_years.push_back(years);
            columns.outcomes.push_back(place);
        }
        all.push_back(std::move(columns));
    }
    return all;
}

}  // namespace

std::vector<page::DrawnCurve> drawn_curves(const page::RunRecord& record) {
    const std::filesystem::path file = record.folder / psa::store_file_name;
    if (record.command != "psa" || !std::filesystem::is_regular_file(file)) return {};
    const psa::Store store = psa::Store::open(file, psa::Store::Check::description);
    const psa::Session session(store.analysis(), file.string());
    const std::vector<Quantity>& outcomes = session.outcomes().outcomes();
    store.require_quantities(session.model(), outcomes);
    std::vector<CurveColumns> all = columns_of(session.model(), outcomes);
    store.for_each([&](const psa::DrawRecord& draw) {
        for (CurveColumns& columns : all) {
            std::vector<float>& values = columns.curve.values.emplace_back();
            for (const std::size_t k : columns.outcomes) values.push_back(static_cast<float>(draw.outcomes[k]));
        }
    });
    std::vector<page::DrawnCurve> curves;
    for (CurveColumns& columns : all) curves.push_back(std::move(columns.curve));
    return curves;
}

}  // namespace ibtr::cli
