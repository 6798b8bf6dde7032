#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/build.hpp"

namespace ibtr::config {
namespace {

constexpr double oldest_age_years = 120;

AgeBand read_band(Build& build, const Cursor& at) {
    const std::vector<double> ends = at.numbers();
    if (ends.size() == 2 && 0 <= ends[0] && ends[0] <= ends[1] && ends[1] <= oldest_age_years) {
        return {ends[0], ends[1], {}};
    }
    build.report(at,
                 fmt::format("is no band of ages; expected [low, high] with 0 <= low <= high <= {}", oldest_age_years));
    return ends.size() < 2 ? AgeBand{} : AgeBand{ends[0], ends[1], {}};
}

void read_single_year_weights(Build& build, const Cursor& at, Factor& factor) {
    if (!at.present()) return;
    const std::vector<Cursor> lists = at.elements();
    if (lists.size() != factor.age_bands.size()) {
        return build.report(at, fmt::format("has {} lists; expected {}, one for each band ([] for uniform)",
                                            lists.size(), factor.age_bands.size()));
    }
    for (std::size_t i = 0; i < lists.size(); ++i) {
        AgeBand& band = factor.age_bands[i];
        band.single_year_weights = lists[i].numbers();
        const std::vector<double>& weights = band.single_year_weights;
        if (weights.empty()) continue;
        const bool whole =
            std::trunc(band.low_years) == band.low_years && std::trunc(band.high_years) == band.high_years;
        if (!whole || static_cast<double>(weights.size()) != band.high_years - band.low_years) {
            build.report(lists[i], fmt::format("has {} weights for the ages {} to {}; expected one for each whole year",
                                               weights.size(), band.low_years, band.high_years));
        }
        double sum = 0;
        for (const double weight : weights) sum += weight;
        if (std::any_of(weights.begin(), weights.end(), [](double weight) { return weight < 0; }) || sum <= 0) {
            build.report(lists[i], "weights must be 0 or more, and not all 0");
        }
        if (factor.source.empty()) build.report(lists[i], "missing source: the weights need one");
    }
}

void check_overlap(Build& build, const Cursor& at, const std::vector<AgeBand>& bands) {
    for (std::size_t i = 1; i < bands.size(); ++i) {
        if (bands[i].low_years < bands[i - 1].high_years) {
            build.report(at,
                         fmt::format("band {} starts at {}, before the one above it ends ({}); bands must ascend and "
                                     "not overlap",
                                     i, bands[i].low_years, bands[i - 1].high_years));
        }
    }
}

std::string band_name(const AgeBand& band) {
    return band.low_years == band.high_years ? fmt::format("{}", band.low_years)
                                             : fmt::format("{}-{}", band.low_years, band.high_years);
}

/// Ages below a life table's first have no hazard; above its last, the last goes on.
void check_life_table(Build& build, const Cursor& at, const LifeTable& table, const Factor& ages) {
    for (const AgeBand& band : ages.age_bands) {
        if (band.low_years >= table.first_age_years) continue;
        build.report(at, fmt::format("life table '{}' starts at age {}; it does not cover the ages from {} in {}={}",
                                     table.name, table.first_age_years, band.low_years, ages.name, band_name(band)));
    }
}

LifeTable read_life_table(Build& build, const std::string& name, const Cursor& at) {
    LifeTable table;
    table.name = name;
    check_name(build, at, name);
    table.source = read_prose(build, at.at("source"), "");
    if (at.at("source").present() && table.source.empty()) {
        build.report(at.at("source"), "missing source: give an evidence id, a citation, or \"assumption\"");
    }
    if (at.at("file").present()) return table;  // embed_life_tables has said why it could not be read
    const Cursor first_age = at.at("first_age_years");
    const Cursor probabilities = at.at("probabilities");
    table.probability = probabilities.numbers();
    table.first_age_years = static_cast<int>(first_age.whole().value_or(0));
    if (!first_age.present() || !probabilities.present()) {
        build.report(at, "must have file and column, or first_age_years and probabilities");
    } else if (table.probability.empty()) {
        build.report(probabilities, "is empty");
    }
    if (table.first_age_years < 0) build.report(first_age, "must be 0 or more");
    // A closing 1 says that nobody outlives the table, not how fast: the hazard before it goes on, as past any table.
    if (table.probability.size() > 1 && table.probability.back() == 1) table.probability.pop_back();
    const std::vector<Cursor> elements = probabilities.elements();
    for (std::size_t i = 0; i < table.probability.size(); ++i) {
        const double probability = table.probability[i];
        if (probability < 0 || probability >= 1) {
            build.report(elements[i], fmt::format("is {}; a probability of death must be 0 or more and below 1 (the "
                                                  "last, which closes a table, may be 1)",
                                                  probability));
        }
    }
    return table;
}

}  // namespace

void read_age_bands(Build& build, const Cursor& at, Factor& factor) {
    const Cursor bands = at.at("bands_years");
    for (const Cursor& band : bands.elements()) factor.age_bands.push_back(read_band(build, band));
    if (factor.age_bands.empty()) {
        build.report(bands, "missing; an age factor needs bands, e.g. [[40, 50], [50, 60]]");
        factor.age_bands = {{0, 0, {}}};
    }
    check_overlap(build, bands, factor.age_bands);
    read_single_year_weights(build, at.at("single_year_weights"), factor);
    const Cursor levels = at.at("levels");
    if (!levels.present()) {
        for (const AgeBand& band : factor.age_bands) factor.levels.push_back(band_name(band));
        return;
    }
    for (const Cursor& level : levels.elements()) factor.levels.push_back(level.text_or(""));
    check_levels(build, levels, factor.levels);
    if (factor.levels.size() != factor.age_bands.size()) {
        build.report(levels, fmt::format("has {} levels for {} bands; expected one for each, or none at all",
                                         factor.levels.size(), factor.age_bands.size()));
    }
}

void check_ages(Build& build) {
    const Model& model = build.model;
    const auto age_factor = model.age_factor();
    const std::vector<Cursor> places = build.root.at("transitions").elements();
    for (std::size_t i = 0; i < model.transitions.size(); ++i) {
        const Transition& transition = model.transitions[i];
        if (transition.clock == Clock::age && !age_factor) {
            build.report(places[i].at("clock"), "the age clock needs ages; add a [[factors]] with kind = \"age\"");
        }
        if (!age_factor || model.life_tables.empty()) continue;
        std::vector<Cursor> hazard_places{places[i].at("hazard")};
        for (const Cursor& where : places[i].at("hazard_where").elements()) hazard_places.push_back(where.at("hazard"));
        const std::vector<const HazardSpec*> hazards = hazards_of(transition);
        for (std::size_t h = 0; h < hazards.size(); ++h)
            if (hazards[h]->family == HazardFamily::life_table)
                check_life_table(build, hazard_places[h].at("table"), model.life_tables[hazards[h]->life_table],
                                 model.factors[*age_factor]);
    }
}

void read_life_tables(Build& build) {
    for (const auto& [name, at] : build.root.at("life_tables").entries()) {
        build.model.life_tables.push_back(read_life_table(build, name, at));
    }
}

}  // namespace ibtr::config
