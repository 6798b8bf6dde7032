#include <fmt/core.h>

#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/study.hpp"
#include "ibtr/describe.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

struct CheckOptions {
    ConfigOptions config;
    std::string format = "words";
};

void check(const CheckOptions& options) {
    const Study study = make_study(options.config.load());
    if (options.format == "words")
        fmt::print("{}", describe_model(study.model(), study.parameters, {}));
    else if (options.format == "dot")
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
