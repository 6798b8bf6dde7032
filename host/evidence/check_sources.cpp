#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>
#include <utility>

#include "evidence/evidence.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

constexpr std::size_t id_length = 6;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
/// E, digits, a hyphen, digits: an id, or a slip of the pen in one.
bool resembles_id(std::string_view word) {
    const std::size_t hyphen = word.find('-');
    if (hyphen == std::string_view::npos || hyphen < 2 || word[0] != 'E' || hyphen + 1 == word.size()) return false;
    const std::string_view before = word.substr(1, hyphen - 1), after = word.substr(hyphen + 1);
    return std::all_of(before.begin(), before.end(), is_digit) && std::all_of(after.begin(), after.end(), is_digit);
}

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

/// Every source of a model with its key, in the order of the model.
std::vector<std::pair<std::string, std::string>> sources_of(const Model& model) {
    std::vector<std::pair<std::string, std::string>> sources;
    for (const Parameter& parameter : model.parameters)
        sources.emplace_back("parameters." + parameter.name, parameter.source);
    for (const LifeTable& table : model.life_tables) sources.emplace_back("life_tables." + table.name, table.source);
    for (const Factor& factor : model.factors) sources.emplace_back("factors." + factor.name, factor.source);
    for (const Transition& transition : model.transitions) {
        sources.emplace_back("transitions." + transition.name, transition.source);
        for (const HazardWhere& where : transition.hazard_where)
            sources.emplace_back("transitions." + transition.name + ".hazard_where", where.source);
        for (const HazardRatio& ratio : transition.hazard_ratios)
            sources.emplace_back("transitions." + transition.name + ".hazard_ratios", ratio.source);
        for (const HazardRatio& ratio : transition.risk_ratios)
            sources.emplace_back("transitions." + transition.name + ".risk_ratios", ratio.source);
    }
    for (const CaseMix& mix : model.case_mixes)
        sources.emplace_back("case_mix." + model.strategies[mix.strategy].name + "." + model.factors[mix.factor].name,
                             mix.source);
    return sources;
}

class SourceChecker {
public:
    SourceChecker(const Evidence& evidence, const std::string& config_file)
        : evidence_(evidence), config_file_(config_file) {}

    void check_ids(const std::string& key, const std::string& source) {
        for (const std::string& id : evidence_ids_in(source)) {
            const EvidenceRow* row = evidence_.find(id);
            if (row == nullptr) {
                report(key, fmt::format("{} is not in {}", id, evidence_.file));
                continue;
            }
            result_.citations.push_back({key, id, row->citation()});
            const bool admitted = source.find("UNVERIFIED") != std::string::npos;
            if (row->status != EvidenceStatus::verified && !admitted)
                report(key, fmt::format("{} is not verified; write UNVERIFIED into the source, or use another: {}", id,
                                        row->citation()));
        }
    }

    void check_value(const Parameter& parameter) {
        if (!parameter.value || !parameter.note.empty() || !is_evidence_id(parameter.source)) return;
        const EvidenceRow* row = evidence_.find(parameter.source);
        if (row == nullptr) return;
        const double expected = row->value ? row->in_model_units(*row->value) : 0;
        if (row->value && std::abs(*parameter.value - expected) <= 1e-12 * std::abs(expected)) return;
        report("parameters." + parameter.name,
               fmt::format("value {} differs from {} ({}{}); correct it, or say in `note` how it follows",
                           *parameter.value, row->id, row->value_text, row->is_percentage() ? " percent" : ""));
    }

    SourceCheck take() { return std::move(result_); }

private:
    void report(const std::string& key, std::string message) {
        result_.problems.push_back({config_file_, 0, key, std::move(message)});
    }

    const Evidence& evidence_;
    const std::string& config_file_;
    SourceCheck result_;
};

}  // namespace

bool is_evidence_id(std::string_view text) {
    return text.size() == id_length && text[0] == 'E' && is_digit(text[1]) && is_digit(text[2]) && text[3] == '-' &&
           is_digit(text[4]) && is_digit(text[5]);
}

std::vector<std::string> evidence_ids_in(std::string_view text) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_word(text[end])) ++end;
        if (const std::string_view word = text.substr(i, end - i); resembles_id(word)) ids.emplace_back(word);
        i = end + 1;
    }
    return ids;
}

SourceCheck check_sources(const Model& model, const Evidence& evidence, const std::string& config_file) {
    SourceChecker checker(evidence, config_file);
    for (const auto& [key, source] : sources_of(model)) checker.check_ids(key, source);
    for (const Parameter& parameter : model.parameters) checker.check_value(parameter);
    return checker.take();
}

std::vector<Citation> citations_of(const Model& model, const std::string& config_path) {
    const auto folder = evidence_folder(config_path);
    if (!folder) return {};
    SourceCheck sources = check_sources(model, load_evidence((*folder / "evidence.csv").string()), config_path);
    if (!sources.problems.empty()) throw ConfigError(std::move(sources.problems));
    return std::move(sources.citations);
}

}  // namespace ibtr
