#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/tell.hpp"
#include "figure/diagram.hpp"
#include "figure/figure.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"
#include "ibtr/state_graph.hpp"
#include "recorded/run_mark.hpp"
#include "report/figure_names.hpp"

namespace ibtr::cli {
namespace {

namespace fs = std::filesystem;
constexpr const char* diagram_kind = "model";

struct FigureOptions {
    fs::path run;
    figure::Request request;
    std::optional<std::string> population;
    std::vector<std::string> formats;
    std::optional<std::string> labels;
    std::optional<fs::path> out;
    bool quiet = false, json = false;
};

std::vector<std::string> all_kinds() {
    std::vector<std::string> names = figure::kinds();
    names.emplace_back(diagram_kind);
    return names;
}

std::vector<figure::Format> formats_of(const std::vector<std::string>& words) {
    std::vector<figure::Format> formats;
    for (const std::string& word : words) {
        if (word != "svg" && word != "pdf" && word != "png")
            throw UsageError(fmt::format("--format {}: expected svg, pdf or png, or several with commas", word));
        formats.push_back(word == "svg"   ? figure::Format::svg
                          : word == "pdf" ? figure::Format::pdf
                                          : figure::Format::png);
    }
    if (formats.empty()) formats.push_back(figure::Format::svg);
    return formats;
}

/// The config that a run was made with; empty for runs without one.
std::optional<LoadedConfig> config_of(const figure::RunFiles& files) {
    const nlohmann::json manifest = files.json("manifest.json");
    if (!manifest.contains("config_text") || !manifest["config_text"].is_string()) return std::nullopt;
    const std::string text = manifest["config_text"].get<std::string>();
    if (text.empty()) return std::nullopt;
    return load_config_text(text, (files.path() / "manifest.json").string());
}

void add_labels(figure::Names& names, const std::string& path) {
    const CsvTable table = read_csv(path);
    const auto name = table.find_column("name"), label = table.find_column("label");
    if (!name || !label) throw UsageError(path + ": expected the columns name and label");
    for (const CsvRow& row : table.rows) names.call(figure::Names::Of::any, row.fields[*name], row.fields[*label]);
}

figure::Graph graph_of(const Model& model, const figure::Names& names) {
    using Of = figure::Names::Of;
    figure::Graph graph;
    const std::vector<std::size_t> starts = start_states(model);
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const State& state = model.states[i];
        const bool start = std::find(starts.begin(), starts.end(), i) != starts.end();
        graph.states.push_back({names.label(Of::state, state.name), state.absorbing, start});
    }
    for (const Transition& transition : model.transitions)
        graph.transitions.push_back({transition.from, transition.to, names.label(Of::transition, transition.name)});
    return graph;
}

/// States and transitions, laid out by graphviz.
figure::Figure model_figure(const LoadedConfig& config, const figure::Names& names, const figure::Look& look) {
    const Model& model = config.model;
    CsvText csv("transition,from,to\n");
    for (const Transition& transition : model.transitions)
        csv.row(transition.name, model.states[transition.from].name, model.states[transition.to].name);
    const std::string title = "States and transitions of the model";
    const std::string caption = fmt::format(
        "{}: boxes are absorbing, a bold border is where {} begin. `ibtr check` says the hazards. Nothing is "
        "simulated: "
        "no Monte Carlo interval, no parameters drawn. Config {}.",
        title, names.people, config.hash);
    figure::Diagram diagram = figure::diagram(graph_of(model, names), look);
    if (!diagram.page) throw BackendError("no diagram: " + diagram.reason);
    return {std::move(*diagram.page), title, caption, csv.take()};
}

/// Files of a run are not to be replaced by those of a figure.
void require_free(const fs::path& out, const std::string& stem) {
    std::error_code error;
    for (const std::string& file : files_of_all_commands())
        for (const char* ending : {".csv", ".svg", ".pdf", ".png", ".txt"})
            if (file == stem + ending && fs::exists(out / file, error) && fs::exists(out / "manifest.json", error))
                throw UsageError(fmt::format("--out {}: {} is there already, a file of the run; choose another folder",
                                             out.string(), file));
}

void draw(const FigureOptions& options) {
    figure::Request request = options.request;
    request.population = options.population;
    const recorded::RunMark mark(options.run);
    const figure::RunFiles files(options.run);
    const std::vector<figure::Format> formats = formats_of(options.formats);
    std::optional<LoadedConfig> config = config_of(files);
    figure::Names names;
    if (config) names = figure_names(config->model, config->economics ? config->economics->currency : "");
    if (options.labels) add_labels(names, *options.labels);
    const std::string stem = figure::file_stem(request);
    const fs::path out = options.out.value_or(options.run / "figures");
    require_free(out, stem);

    if (request.kind == diagram_kind && !config)
        throw UsageError(files.path().string() + ": its manifest has no config, of which the model is drawn");
    const figure::Figure made = recorded::read_unchanged({&mark, 1}, [&] {
        return request.kind == diagram_kind ? model_figure(*config, names, request.look)
                                            : make_figure(files, request, names, figure::origin_of(files));
    });
    const PendingFolder folder(out, "figures", ExistingFiles::keep, {});
    const std::string reason = write_figure(made, stem, formats, *folder);
    if (!reason.empty()) throw BackendError("no figure: " + reason);

    if (options.json) {
        nlohmann::ordered_json written = nlohmann::ordered_json::array();
        for (const figure::Format format : formats)
            written.push_back((out / (stem + figure::file_ending(format))).string());
        const nlohmann::ordered_json summary = {{"schema", 1},
                                                {"kind", request.kind},
                                                {"files", written},
                                                {"data", (out / (stem + ".csv")).string()},
                                                {"caption", made.caption}};
        print_result(summary.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
    } else if (!options.quiet) {
        print_result(made.caption + "\n");
    }
    if (!options.quiet)
        for (const figure::Format format : formats)
            tell("figure in {}", (out / (stem + figure::file_ending(format))).string());
}

}  // namespace

void add_figure(CommandLine& program) {
    auto options = std::make_shared<FigureOptions>();
    Command command =
        program.add("figure", "Draw a figure of a finished run: SVG, PDF or PNG, with its data and caption");
    command.option("RUN_DIR", options->run, "Folder of a finished run").required();
    command.option("--kind", options->request.kind, "Which figure: " + list_names(all_kinds()))
        .called("KIND")
        .required()
        .one_of(all_kinds());
    command
        .option("--endpoint", options->request.endpoints,
                "Of which endpoint, as in curves.csv (default: that of the kind); of survival and cumulative_incidence "
                "several, a panel each")
        .called("NAME,...")
        .separated_by(',');
    command.option("--group", options->request.group, "Of which group, such as age_band=45-56").showing_default();
    command.option("--population", options->population, "standardised or as_observed (default: the first in the files)")
        .called("NAME");
    command.option("--strategies", options->request.strategies, "Only these, by name")
        .called("NAME,...")
        .separated_by(',');
    command.option("--width-mm", options->request.look.width_mm, "Width of the figure")
        .between_numbers(40, 600)
        .showing_default();
    command.option("--font-pt", options->request.look.font_pt, "Size of its writing")
        .between_numbers(4, 24)
        .showing_default();
    command.option("--format", options->formats, "svg (default), pdf, png, or several")
        .called("FORMAT,...")
        .separated_by(',');
    command.option("--labels", options->labels, "What names are called (CSV: name,label)").called("FILE");
    command.option("--out", options->out, "Folder for the figure (default: RUN_DIR/figures)").called("DIR");
    command.flag("--quiet", options->quiet, "Print nothing");
    command.flag("--json", options->json, "Print the files' names and the caption as JSON");
    command.does([options] { draw(*options); });
}

}  // namespace ibtr::cli
