#include <fmt/format.h>

#include "config/build.hpp"

namespace ibtr::config {
namespace {

LifeTable read_life_table(Build& build, const std::string& name, const Cursor& at) {
    LifeTable table;
    table.name = name;
    check_name(build, at, name);
    table.source = at.at("source").text_or("");
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
    for (const Cursor& element : probabilities.elements()) {
        const double probability = element.number().value_or(0);
        if (probability < 0 || probability >= 1) {
            build.report(element,
                         fmt::format("is {}; a probability of death must be 0 or more and below 1", probability));
        }
    }
    return table;
}

}  // namespace

void read_life_tables(Build& build) {
    for (const auto& [name, at] : build.root.at("life_tables").entries()) {
        build.model.life_tables.push_back(read_life_table(build, name, at));
    }
}

}  // namespace ibtr::config
