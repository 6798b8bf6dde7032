#include <fmt/core.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "base/interrupt.hpp"
#include "calibrate/calibrate_report.hpp"
#include "calibrate/calibrate_session.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/tell.hpp"

namespace ibtr::cli {
namespace {

struct CalibrateOptions {
    ConfigOptions config;
    OutputOptions output;
    TargetsOptions targets;
    calibration::Request request;
    unsigned threads = 0;
};

calibration::Request to_request(const CalibrateOptions& options) {
    calibration::Request request = options.request;
    request.threads = options.threads == 0 ? available_threads() : options.threads;
    request.stop_requested = interrupt_requested;
    request.progress = [quiet = options.output.quiet](std::uint32_t evaluations) {
        if (evaluations % 50 == 0 && !quiet) tell("{} evaluations of the model", evaluations);
    };
    return request;
}

void calibrate(const CalibrateOptions& options) {
    StageTimer timer;
    const OutputOptions& output = options.output;
    TargetTable table = load_target_table(options.targets.path(options.config.path));
    LoadedConfig config = options.config.load(options.output.quiet);
    const PendingFolder folder = open_folder(output, config.model.name, calibration::calibration_files());
    const Study study(std::move(config));
    say_warnings(study);
    calibration::Session session(study, std::move(table.targets), to_request(options));
    session.run();
    timer.lap("fit");
    session.write(options.config.path, *folder, timer);

    print_either(
        output,
        [&] {
            return calibration::fit_json(session.problem(), session.fit(), session.identity(), JsonLayout::one_line);
        },
        [&] { return calibration::fit_text(session.problem(), session.selection(), session.fit()); });
    if (output.quiet) return;
    for (const std::string& target : session.selection().left_out) tell("not fitted to {}", target);
    say_where(output, *folder);
}

}  // namespace

void add_calibrate(CommandLine& program) {
    auto options = std::make_shared<CalibrateOptions>();
    Command command = program.add("calibrate", "Fit parameters to the calibration targets; a posterior sample");
    calibration::Request& request = options->request;
    add_config_options(command, options->config);
    add_targets_option(command, options->targets);
    command.option("--free", request.free, "Free parameters (default: calibration.free of the config)")
        .separated_by(',');
    command
        .option("--between-study-sd", request.between_study_sd,
                "How far studies lie apart beyond their errors (default: calibration.between_study_sd)")
        .between_numbers(0, 100);
    command.flag("--solve-marginals", request.solve_marginals,
                 "Meet the published marginals of the other parameters anew at every point (several times slower)");
    command.option("--sample", request.sample_size, "Rows of the posterior sample; 0: none")
        .between(0, 1000000)
        .showing_default();
    command.option("--evaluations", request.most_evaluations, "Most evaluations of each search")
        .between(10, 1000000)
        .showing_default();
    command.option("--starts", request.starts, "Searches, from different points: each may end at another mode")
        .between(1, 1000)
        .showing_default();
    add_threads_option(command, options->threads);
    add_output_options(command, options->output);
    command.does([options] { calibrate(*options); });
}

}  // namespace ibtr::cli
