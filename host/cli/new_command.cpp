#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/whole_file.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/tell.hpp"
#include "config/json_schema.hpp"
#include "config/starting_config.hpp"
#include "ibtr/config.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

struct NewOptions {
    std::filesystem::path name;
    bool force = false;
};

void write_starting_config(const NewOptions& options) {
    std::filesystem::path path = options.name;
    if (path.extension() != ".toml") path += ".toml";
    const std::string text = config::starting_config(path.stem().string());
    static_cast<void>(load_config_text(text, path.string()));  // refuses what no name can be
    if (!options.force && std::filesystem::exists(path))
        throw UsageError(path.string() + " is there already; choose another name, or --force to replace it");
    WholeFile file(path);
    file.append(text);
    file.publish();
    tell("{0} is written; `ibtr check {0}` prints it in words, docs/config.md explains its keys", path.string());
}

}  // namespace

void add_new(CommandLine& program) {
    auto options = std::make_shared<NewOptions>();
    Command command = program.add("new", "Write a small commented model to begin with");
    command.option("NAME", options->name, "Name of the model: NAME.toml is written").required();
    command.flag("--force", options->force, "Replace a file of that name");
    command.does([options] { write_starting_config(*options); });
}

void add_schema(CommandLine& program) {
    Command command = program.add("schema", "A JSON Schema of configs, for editors");
    command.does([] { print_result(config::json_schema()); });
}

}  // namespace ibtr::cli
