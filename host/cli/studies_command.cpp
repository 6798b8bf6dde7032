#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/interrupt.hpp"
#include "cli/commands.hpp"
#include "cli/name_explanations.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "studies/simulate_studies.hpp"
#include "studies/studies_report.hpp"

namespace ibtr::cli {
namespace {

struct StudiesCommandOptions {
    ConfigOptions config;
    OutputOptions output;
    std::string design;
    std::vector<std::string> published;
    bool every = false, resume = false;
    BackendOptions backend;
    studies::StudiesOptions studies;
    NamingOptions naming;
    std::vector<std::string> women;
};

std::optional<studies::Published> published_of(const std::vector<std::string>& texts) {
    if (texts.empty()) return std::nullopt;
    std::vector<double> numbers;
    for (const std::string& text : texts)
        if (const auto number = parse_number(text)) numbers.push_back(*number);
    if (texts.size() != 2 || numbers.size() != 2 || numbers[1] < 0 || numbers[1] > 100)
        throw UsageError("--published: expected the pooled estimate and its I2 in percent, such as 1.04,70.8");
    return studies::Published{numbers[0], numbers[1]};
}

studies::DrawnBy drawn_by(const std::string& backend) {
    if (backend == "auto") return studies::DrawnBy::automatic;
    if (backend == "cuda") return studies::DrawnBy::device;
    if (backend == "omp" || backend == "tbb" || backend == "cpp") return studies::DrawnBy::processors;
    throw UsageError("--backend " + backend + ": not a backend; use auto, cuda, omp, tbb or cpp");
}

/// What an unfinished run into the same folder has left.
std::vector<studies::StudiesReplicate> known_replicates(const StudiesCommandOptions& options,
                                                        const studies::ReplicatesOf& origin, std::size_t designs) {
    if (!options.resume) return {};
    if (!options.output.out) throw UsageError("--resume goes on in a folder: give --out DIR");
    const std::filesystem::path& folder = *options.output.out;
    if (std::filesystem::exists(folder / manifest_file))
        throw UsageError("--resume: " + folder.string() + " holds a finished run; there is nothing to go on with");
    const std::filesystem::path file = folder / studies::replicates_file;
    if (!std::filesystem::exists(file)) return {};
    return studies::read_replicates(parse_csv(read_file(file), file.string()), origin, designs);
}

studies::ReplicatesOf origin_of(const LoadedConfig& config, const std::string& design_file) {
    Digest digest;
    digest.text(read_text_file(design_file));
    return {config.hash, config.model.seed, digest.hex()};
}

void run_studies(const StudiesCommandOptions& options) {
    StageTimer timer;
    const OutputOptions& output = options.output;
    studies::StudiesOptions how = options.studies;
    how.published = published_of(options.published);
    LoadedConfig config = options.config.load(output.quiet);
    std::vector<studies::StudyDesign> designs = studies::read_designs(read_csv(options.design), config.model);
    const bool has_ratio =
        std::any_of(designs.begin(), designs.end(), [](const auto& design) { return design.measure != Measure::rd; });
    if (how.published && has_ratio && how.published->estimate <= 0)
        throw UsageError(fmt::format("--published {:g}: a ratio is above 0", how.published->estimate));
    const studies::ReplicatesOf origin = origin_of(config, options.design);
    how.known = known_replicates(options, origin, designs.size());
    const PendingFolder folder(output.out, config.model.name, options.resume ? ExistingFiles::keep : output.existing(),
                               {studies::studies_files(), files_of_all_commands()});
    const Study study(std::move(config));
    timer.lap("compile");

    how.seed = study.model().seed;
    how.drawn_by = drawn_by(options.backend.backend);
    how.exact.threads = options.backend.thread_count();
    how.exact.stop_requested = interrupt_requested;
    const auto progress = progress_of_evaluations("studies", output.quiet);
    how.progress = [progress, total = how.replicates](std::uint32_t done) { return progress(done, total); };
    studies::ReplicateStore store(*folder, origin, designs.size(), how.known);
    how.keep = [&store](const studies::StudiesReplicate& replicate) { store.keep(replicate); };
    const studies::StudiesResult result = [&] {
        try {
            return studies::simulate_studies(study.model(), study.parameters(), std::move(designs), how);
        } catch (...) {
            store.write();
            throw;
        }
    }();
    timer.lap("simulate");
    const std::vector<studies::JointTests> joint = studies::joint_tests(result);
    timer.lap("joint");
    const RunIdentity identity{study.config().hash, "", "exact"};
    Manifest manifest = describe_study(study, "studies");
    studies::say_who_drew(result, manifest);
    manifest.threads = how.exact.threads;
    manifest.draws = how.replicates;
    studies::write_studies(result, joint, identity, options.every, *folder, std::move(manifest), timer);
    store.remove();
    print_either(
        output, [&] { return studies::studies_json(result, joint, identity, JsonLayout::one_line) + "\n"; },
        [&] { return studies::studies_table(result, joint); });
    say_where(output, *folder);
}

/// What --against asks for, without what does not go with it.
NamingOptions naming_of(const StudiesCommandOptions& options) {
    NamingOptions naming = options.naming;
    if (naming.against.empty()) throw UsageError("--women: sizes are for --against NAME=CONFIG");
    if (options.every || !options.published.empty())
        throw UsageError("--against: nothing is pooled; leave out --every and --published");
    if (options.resume) throw UsageError("--against: is done anew each time; leave out --resume");
    for (const std::string& text : options.women) {
        const auto number = parse_number(text);
        if (!number || *number < 2 || *number > 1e6 || *number != std::floor(*number))
            throw UsageError("--women " + text + ": expected whole numbers from 2 to 1000000, such as 500,1000");
        naming.women.push_back(static_cast<std::uint32_t>(*number));
    }
    return naming;
}

}  // namespace

void add_studies(CommandLine& program) {
    auto options = std::make_shared<StudiesCommandOptions>();
    Command command = program.add("studies", "Simulate primary studies as they were done, pool them, again and again");
    add_config_options(command, options->config);
    command.option("--design", options->design, "Studies (CSV: a row an arm, two a study)").called("FILE").required();
    command.option("--replicates", options->studies.replicates, "How often all studies are done")
        .between(2, 100000)
        .showing_default();
    command.option("--published", options->published, "Pooled estimate and I2 (percent) to hold beside, e.g. 1.04,70.8")
        .called("R,I2")
        .separated_by(',');
    command
        .choice(
            "--method", {"EE", "DL", "PM", "REML"},
            [options](const std::string& name) {
                using meta::Method;
                options->studies.method = name == "EE"   ? Method::ee
                                          : name == "DL" ? Method::dl
                                          : name == "PM" ? Method::pm
                                                         : Method::reml;
            },
            "How each replicate is pooled: EE, DL, PM or REML (default)")
        .called("METHOD");
    command
        .choice(
            "--test", {"z", "knha", "adhoc"},
            [options](const std::string& name) {
                using meta::MeanTest;
                options->studies.test = name == "z" ? MeanTest::z : name == "knha" ? MeanTest::knha : MeanTest::adhoc;
            },
            "Interval of the pooled effect: z (default), knha or adhoc")
        .called("TEST");
    command
        .option("--against", options->naming.against,
                "Another explanation, NAME=CONFIG or NAME=CONFIG;KEY=VALUE: how often studies name the right one")
        .called("NAME=CONFIG")
        .repeatable();
    command.option("--women", options->women, "Sizes of the studies, both arms together, for --against")
        .called("N,...")
        .separated_by(',');
    command.flag("--resume", options->resume, "Go on with the unfinished run of --out DIR");
    command.flag("--every", options->every, "Also write studies.csv: each study of each replicate");
    add_backend_options(
        command, options->backend,
        "What draws women of counts, km, km_counts and logrank: auto, cuda; omp, tbb, cpp: CPU threads");
    add_output_options(command, options->output);
    command.does([options] {
        if (options->naming.against.empty() && options->women.empty()) return run_studies(*options);
        studies::StudiesOptions how = options->studies;
        how.drawn_by = drawn_by(options->backend.backend);
        how.exact.threads = options->backend.threads;
        name_explanations(options->config, naming_of(*options), options->design, how, options->output);
    });
}

}  // namespace ibtr::cli
