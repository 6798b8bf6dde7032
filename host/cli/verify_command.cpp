#include <fmt/core.h>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "config/starting_config.hpp"
#include "ibtr/error.hpp"
#include "verify/check.hpp"
#include "verify/subject.hpp"
#include "verify/verify_report.hpp"

namespace ibtr::cli {
namespace {

struct VerifyOptions {
    ConfigOptions config;
    OutputOptions output;
    BackendOptions backend;
};

/// The user's config, or the one that `ibtr new` writes.
LoadedConfig config_to_verify(const VerifyOptions& options) {
    if (!options.config.path.empty()) return options.config.load(options.output.quiet);
    std::vector<std::string> overrides = options.config.overrides;
    if (options.config.seed) overrides.push_back("seed=" + std::to_string(*options.config.seed));
    return load_config_text(config::starting_config("built_in"), "the built-in model", overrides);
}

std::string names_of_backends(const verify::Parts& parts) {
    std::string names;
    for (const auto& backend : parts.backends) names += (names.empty() ? "" : ", ") + backend->name();
    return names;
}

void verify_config(const VerifyOptions& options) {
    StageTimer timer;
    const OutputOptions& output = options.output;
    LoadedConfig config = config_to_verify(options);
    const PendingFolder folder = open_folder(output, config.model.name, verify::verify_files());
    const unsigned threads = options.backend.thread_count();
    verify::Parts parts = verify::own_parts(options.backend.backend, threads);
    const std::string backends = names_of_backends(parts);
    const std::string device = parts.backends.front()->description();
    verify::SubjectOptions how{.threads = threads, .stop_requested = interrupt_requested};
    if (options.config.patients) how.women = *options.config.patients;
    const verify::Subject subject(std::move(config), std::move(parts), std::move(how));
    timer.lap("compile");

    const auto progress = progress_of_evaluations("checks", output.quiet);
    const std::size_t all = verify::all_checks().size();
    const std::vector<verify::Result> results =
        verify::hold_all(subject, [&](std::size_t done) { return progress(done, all) && !interrupt_requested(); });
    timer.lap("check");
    const RunIdentity identity{subject.whole().config().hash, "", backends};
    Manifest manifest = describe_study(subject.whole(), "verify");
    manifest.backend = backends;
    manifest.device = device;
    manifest.threads = threads;
    verify::write_verification(results, identity, *folder, std::move(manifest), timer);
    print_either(
        output, [&] { return verify::verify_json(results, identity, JsonLayout::one_line) + "\n"; },
        [&] { return verify::verify_table(results); });
    say_where(output, *folder);
    if (const std::size_t failed = verify::number_of(results, verify::Status::fail); failed > 0)
        throw Error(ExitCode::check_failed, fmt::format("{} of {} checks fail; do not trust results of this config on "
                                                        "this machine before each is explained (docs/verify.md)",
                                                        failed, results.size()));
}

}  // namespace

void add_verify(CommandLine& program) {
    auto options = std::make_shared<VerifyOptions>();
    Command command = program.add("verify", "Hold the program against 61 laws, on this config and machine");
    command.option("CONFIG", options->config.path, "Config to rewrite and check (default: a built-in model)");
    add_override_options(command, options->config);
    add_patients_option(command, options->config);
    add_backend_options(command, options->backend, "auto: every one that is usable; or cuda, omp, tbb, cpp alone");
    add_output_options(command, options->output);
    command.does([options] { verify_config(*options); });
}

}  // namespace ibtr::cli
