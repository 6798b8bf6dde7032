#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/study.hpp"
#include "ibtr/describe.hpp"
#include "ibtr/error.hpp"
#include "ibtr/evidence.hpp"

namespace ibtr::cli {
namespace {

struct CheckOptions {
    ConfigOptions config;
    std::string format = "words";
};

/// What the evidence ids in the model stand for, where a table of evidence lies beside the config.
/// @throws ConfigError for ids that it has not, and numbers that differ from it
std::vector<Citation> look_up_sources(const Model& model, const std::string& config_path) {
    const std::filesystem::path table = std::filesystem::path(config_path).parent_path() / "evidence" / "evidence.csv";
    std::error_code ignored;
    if (!std::filesystem::exists(table, ignored)) return {};
    SourceCheck sources = check_sources(model, load_evidence(table.string()), config_path);
    if (!sources.problems.empty()) throw ConfigError(std::move(sources.problems));
    return std::move(sources.citations);
}

void check(const CheckOptions& options) {
    const Study study = make_study(options.config.load());
    allocate(study.model(), study.population, study.model().patients);
    const std::vector<Citation> citations = look_up_sources(study.model(), options.config.path);
    if (options.format == "words") {
        fmt::print("{}", describe_model(study.model(), study.parameters, {}));
        if (!citations.empty()) fmt::print("\nSources:\n");
        for (const Citation& citation : citations)
            fmt::print("  {}: {} {}\n", citation.key, citation.id, citation.text);
    } else if (options.format == "dot")
        fmt::print("{}", model_as_dot(study.model(), study.parameters));
    else
        fmt::print("{}", model_as_mermaid(study.model(), study.parameters));
}

}  // namespace

void add_check(CLI::App& app) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App* command = app.add_subcommand("check", "Validate a config; print the model in words or as a diagram");
    add_config_options(*command, options->config);
    command->add_option("--format", options->format, "words, dot (Graphviz) or mermaid")
        ->check(CLI::IsMember({"words", "dot", "mermaid"}))
        ->capture_default_str();
    command->callback([options] { check(*options); });
}

}  // namespace ibtr::cli
