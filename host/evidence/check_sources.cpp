#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "evidence/evidence.hpp"
#include "evidence/evidence_id.hpp"

namespace ibtr {
namespace {

/// Every source of a model with its key, in the order of the model.
std::vector<std::pair<std::string, std::string>> sources_of(const Model& model) {
    std::vector<std::pair<std::string, std::string>> sources;
    for (const Parameter& parameter : model.parameters)
        sources.emplace_back("parameters." + parameter.name, parameter.source);
    for (const LifeTable& table : model.life_tables) sources.emplace_back("life_tables." + table.name, table.source);
    for (const Factor& factor : model.factors) sources.emplace_back("factors." + factor.name, factor.source);
    for (const Transition& transition : model.transitions) {
        sources.emplace_back("transitions." + transition.name, transition.source);
        for (const HazardRatio& ratio : transition.hazard_ratios)
            sources.emplace_back("transitions." + transition.name + ".hazard_ratios", ratio.source);
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

SourceCheck check_sources(const Model& model, const Evidence& evidence, const std::string& config_file) {
    SourceChecker checker(evidence, config_file);
    for (const auto& [key, source] : sources_of(model)) checker.check_ids(key, source);
    for (const Parameter& parameter : model.parameters) checker.check_value(parameter);
    return checker.take();
}

}  // namespace ibtr
