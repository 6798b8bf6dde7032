#include "evidence/citations.hpp"

#include <utility>

#include "ibtr/error.hpp"

namespace ibtr {

std::vector<Citation> citations_of(const Model& model, const std::string& config_path) {
    const auto folder = evidence_folder(config_path);
    if (!folder) return {};
    SourceCheck sources = check_sources(model, load_evidence((*folder / "evidence.csv").string()), config_path);
    if (!sources.problems.empty()) throw ConfigError(std::move(sources.problems));
    return std::move(sources.citations);
}

}  // namespace ibtr
