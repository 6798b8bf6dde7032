#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "explore/browser.hpp"
#include "explore/explorer.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

struct ExploreOptions {
    ConfigOptions config;
    unsigned port = 0;
    unsigned threads = available_threads();
    std::filesystem::path psa;
    bool no_browser = false, quiet = false;
};

void serve_page(const ExploreOptions& options) {
    if (options.config.path == "-")
        throw UsageError("explore shows command lines and configs that name CONFIG: give it as a file");
    LoadedConfig config = options.config.load(options.quiet);
    ConfigSource source{options.config.path, options.config.overrides};
    if (options.config.seed) source.overrides.push_back("seed=" + std::to_string(*options.config.seed));
    const OrderlyStop ends_answers_under_way;
    std::optional<explore::OpenedBrowser> browser;
    explore::serve(std::move(source), std::move(config),
                   {.port = static_cast<std::uint16_t>(options.port),
                    .threads = options.threads,
                    .psa = options.psa,
                    .stop_requested = interrupt_requested,
                    .started = [&](const std::string& address) {
                        print_result(address + "\n");
                        if (!options.no_browser) browser.emplace(address);
                    }});
    forget_interrupt();
}

}  // namespace

void add_explore(CommandLine& program) {
    auto options = std::make_shared<ExploreOptions>();
    Command command = program.add("explore", "A live page on this machine over the exact solution of a config");
    add_config_option(command, options->config).required();
    add_override_options(command, options->config);
    command.option("--psa", options->psa, "Run folder of ibtr psa: its draws are shown").called("RUN_DIR");
    command.option("--port", options->port, "Port on 127.0.0.1 (default: a free one)").between(0, 65535);
    add_threads_option(command, options->threads);
    command.flag("--no-browser", options->no_browser, "Do not open a browser");
    command.flag("--quiet", options->quiet, "Of warnings about the config their number only");
    command.does([options] { serve_page(*options); });
}

}  // namespace ibtr::cli
