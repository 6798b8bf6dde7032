#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "report/describe_economics.hpp"
#include "report/describe_joint_uncertainty.hpp"
#include "report/describe_model.hpp"

namespace ibtr::cli {
namespace {

struct CheckOptions {
    ConfigOptions config;
    std::string format = "words";
    bool quiet = false, json = false;
};

std::string in_words(const Study& study, const std::vector<Citation>& citations) {
    std::string text = describe_model(study.model(), study.parameters(), {});
    text += describe_joint_uncertainty(study.model());
    if (const auto& economics = study.config().economics)
        text += describe_economics(study.model(), *economics, study.parameters());
    if (!citations.empty()) text += "\nSources:\n";
    for (const Citation& citation : citations)
        text += fmt::format("  {}: {} {}\n", citation.key, citation.id, citation.text);
    return text;
}

std::string as_json(const Study& study, const std::vector<Citation>& citations) {
    const Model& model = study.model();
    nlohmann::ordered_json sources = nlohmann::ordered_json::array();
    for (const Citation& citation : citations)
        sources.push_back({{"key", citation.key}, {"id", citation.id}, {"text", citation.text}});
    const nlohmann::ordered_json summary = {
        {"schema", 1},
        {"name", model.name},
        {"config_hash", study.config().hash},
        {"tables_digest", study.tables_digest()},
        {"states", model.states.size()},
        {"transitions", model.transitions.size()},
        {"strategies", model.strategies.size()},
        {"strata", study.population().strata.size()},
        {"cells", study.population().cells.size()},
        {"warnings", study.config().warnings},
        {"sources", std::move(sources)},
    };
    return summary.dump() + '\n';
}

void check(const CheckOptions& options) {
    const Study study(options.config.load());
    say_warnings(study);
    allocate(study.model(), study.population(), study.model().patients);
    const std::vector<Citation> citations = citations_of(study.model(), options.config.path);
    if (options.json)
        print_result(as_json(study, citations));
    else if (options.quiet)
        return;
    else if (options.format == "words")
        print_result(in_words(study, citations));
    else if (options.format == "dot")
        print_result(model_as_dot(study.model(), study.parameters()));
    else
        print_result(model_as_mermaid(study.model(), study.parameters()));
}

}  // namespace

void add_check(CommandLine& program) {
    auto options = std::make_shared<CheckOptions>();
    Command command = program.add("check", "Validate a config; print the model in words or as a diagram");
    add_config_options(command, options->config);
    command.option("--format", options->format, "words, dot (Graphviz) or mermaid")
        .one_of({"words", "dot", "mermaid"})
        .showing_default();
    command.flag("--quiet", options->quiet, "Print nothing but warnings and errors");
    command.flag("--json", options->json, "Instead: hashes, sizes, warnings and sources as one line of JSON");
    command.does([options] { check(*options); });
}

}  // namespace ibtr::cli
