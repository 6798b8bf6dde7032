#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/visible_text.hpp"
#include "config/build.hpp"
#include "ibtr/population.hpp"

namespace ibtr::config {
namespace {

/// Combinations of the parents' levels, the first parent slowest; one empty combination without parents.
std::vector<std::vector<std::size_t>> combinations(const Model& model, const std::vector<std::size_t>& given) {
    std::vector<std::vector<std::size_t>> all{{}};
    for (const std::size_t parent : given) {
        std::vector<std::vector<std::size_t>> longer;
        for (const auto& combination : all) {
            for (std::size_t level = 0; level < model.factors[parent].levels.size(); ++level) {
                longer.push_back(combination);
                longer.back().push_back(level);
            }
        }
        all = std::move(longer);
    }
    return all;
}

std::string combination_in_words(const Model& model, const std::vector<std::size_t>& given,
                                 const std::vector<std::size_t>& levels) {
    std::string text;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const Factor& parent = model.factors[given[i]];
        text += (i == 0 ? "" : ", ") + parent.name + '=' + parent.levels[levels[i]];
    }
    return text;
}

class FactorReader {
public:
    FactorReader(Build& build, const Cursor& at) : build_(build), at_(at) {}

    Factor read() {
        factor_.name = read_name(build_, at_);
        factor_.source = read_prose(build_, at_.at("source"), "");
        if (const auto kind = resolve(build_, at_.at("kind"), {"age"}); kind) {
            read_age_bands(build_, at_, factor_);
        } else {
            read_levels();
            for (const char* key : {"bands_years", "single_year_weights"}) {
                if (at_.at(key).present()) build_.report(at_.at(key), "belongs to a factor with kind = \"age\"");
            }
        }
        read_labels();
        read_parents();
        if (factor_.given.empty()) {
            read_unconditional();
        } else {
            read_rows();
        }
        return std::move(factor_);
    }

private:
    void read_levels() {
        const Cursor levels = at_.at("levels");
        for (const Cursor& level : levels.elements()) factor_.levels.push_back(level.text_or(""));
        check_levels(build_, levels, factor_.levels);
        if (factor_.levels.empty()) build_.report(levels, "missing; a factor has at least one level");
    }

    void read_labels() {
        const Cursor labels = at_.at("labels");
        for (const Cursor& label : labels.elements()) factor_.labels.push_back(read_label(build_, label, ""));
        if (labels.present() && factor_.labels.size() != factor_.levels.size())
            build_.report(labels, fmt::format("has {} entries; expected {}, one for each level", factor_.labels.size(),
                                              factor_.levels.size()));
    }

    void read_parents() {
        for (const Cursor& parent : at_.at("given").elements()) {
            const auto index = resolve(build_, parent, names_of(build_.model.factors));
            if (index) factor_.given.push_back(*index);
        }
        std::vector<std::size_t> sorted = factor_.given;
        std::sort(sorted.begin(), sorted.end());
        if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
            build_.report(at_.at("given"), "names a factor twice");
        }
    }

    void read_unconditional() {
        const Cursor probabilities = at_.at("probabilities");
        if (at_.at("rows").present() && !at_.at("given").present()) {
            build_.report(at_.at("rows"), "rows go with given = [parent factors]; without, give probabilities");
        } else if (!probabilities.present() && !at_.at("given").present()) {
            build_.report(probabilities, "missing; expected one probability for each level");
        }
        factor_.rows = {{{}, read_distribution(probabilities)}};
    }

    void read_rows() {
        if (at_.at("probabilities").present()) {
            build_.report(at_.at("probabilities"), "goes without given; with it, give rows");
        }
        std::vector<ConditionalRow> found;
        for (const Cursor& row : at_.at("rows").elements()) {
            const auto levels = read_given_levels(row.at("given"));
            if (!levels) return;
            const auto same = [&](const ConditionalRow& other) { return other.given_levels == *levels; };
            if (std::any_of(found.begin(), found.end(), same)) {
                build_.report(row, "a second row for " + combination_in_words(build_.model, factor_.given, *levels));
            }
            found.push_back({*levels, read_distribution(row.at("probabilities"))});
        }
        for (const auto& combination : combinations(build_.model, factor_.given)) {
            const auto row = std::find_if(found.begin(), found.end(), [&](const ConditionalRow& candidate) {
                return candidate.given_levels == combination;
            });
            if (row != found.end()) {
                factor_.rows.push_back(*row);
            } else {
                build_.report(at_.at("rows"),
                              "no row covers " + combination_in_words(build_.model, factor_.given, combination));
            }
        }
    }

    std::optional<std::vector<std::size_t>> read_given_levels(const Cursor& given) {
        const std::vector<Cursor> elements = given.elements();
        std::vector<std::size_t> levels;
        if (elements.size() != factor_.given.size()) {
            build_.report(given, fmt::format("has {} levels; expected {}, one for each factor in given",
                                             elements.size(), factor_.given.size()));
            return std::nullopt;
        }
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const auto level = resolve(build_, elements[i], build_.model.factors[factor_.given[i]].levels);
            if (!level) return std::nullopt;
            levels.push_back(*level);
        }
        return levels;
    }

    std::vector<Input> read_distribution(const Cursor& at) {
        return read_probabilities(build_, at, at_.at("source"), factor_.levels.size());
    }

    Build& build_;
    const Cursor& at_;
    Factor factor_;
};

}  // namespace

void check_levels(Build& build, const Cursor& at, const std::vector<std::string>& levels) {
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const bool clean = std::none_of(levels[i].begin(), levels[i].end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == ',' || c == '"';
        });
        if (is_formula(levels[i])) build.report(at, "level " + formula_refusal(levels[i]));
        if (levels[i].empty() || !clean || visible(levels[i]) != levels[i]) {
            build.report(
                at, fmt::format("'{}' is no level; commas, quotes and control characters are not allowed", levels[i]));
        }
        if (std::find(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(i), levels[i]) !=
            levels.begin() + static_cast<std::ptrdiff_t>(i)) {
            build.report(at, fmt::format("level '{}' is given twice", levels[i]));
        }
    }
}

void read_factors(Build& build) {
    const std::vector<Cursor> tables = build.root.at("factors").elements();
    std::uint64_t combinations = 1;
    for (const Cursor& table : tables) {
        build.model.factors.push_back(FactorReader(build, table).read());
        if (combinations > max_strata) continue;
        combinations *= std::max(build.model.factors.back().levels.size(), std::size_t{1});
        if (combinations > max_strata)
            build.report(table.at("levels"),
                         fmt::format("makes {} combinations with the levels of the factors before; at most {} can be "
                                     "simulated: pool levels, or leave a factor out",
                                     combinations, max_strata));
    }
    check_unique(build, tables, names_of(build.model.factors));
    const auto is_age = [](const Factor& factor) { return !factor.age_bands.empty(); };
    if (std::count_if(build.model.factors.begin(), build.model.factors.end(), is_age) > 1) {
        build.report(build.root.at("factors"), "two factors have kind = \"age\"; nobody has two ages");
    }
}

}  // namespace ibtr::config
