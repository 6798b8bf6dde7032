#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/drawn_curves.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/error.hpp"
#include "page/report.hpp"
#include "recorded/run_files.hpp"
#include "recorded/run_mark.hpp"

namespace ibtr::cli {
namespace {

namespace fs = std::filesystem;

struct ReportCommandOptions {
    std::vector<fs::path> folders;
    std::optional<fs::path> out, evidence, check;
    std::string title;
    bool quiet = false;
};

page::Report report_of(const ReportCommandOptions& options, const std::vector<fs::path>& folders) {
    const std::vector<recorded::RunMark> runs(folders.begin(), folders.end());
    page::ReportOptions how{options.title, std::nullopt, drawn_curves};
    if (options.evidence) how.evidence = load_evidence(options.evidence->string());
    return recorded::read_unchanged(runs, [&] {
        std::vector<page::RunRecord> records;
        for (const fs::path& folder : folders) records.push_back(page::read_run(folder));
        return page::make_report(records, how);
    });
}

/// Holds a page against the files that it was made of.
void check(const ReportCommandOptions& options) {
    std::vector<fs::path> folders = options.folders;
    if (folders.empty()) folders.push_back(options.check->has_parent_path() ? options.check->parent_path() : ".");
    const std::vector<std::string> is = page::shown_lines(read_file(*options.check)),
                                   should = page::shown_lines(report_of(options, folders).html);
    for (std::size_t k = 0; k < std::max(is.size(), should.size()); ++k) {
        const std::string none = "nothing", &a = k < is.size() ? is[k] : none,
                          &b = k < should.size() ? should[k] : none;
        if (a == b) continue;
        const std::size_t first = static_cast<std::size_t>(
            std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin())
                .first -
            a.begin());
        const std::size_t from = first > 40 ? first - 40 : 0;
        throw Error(
            ExitCode::check_failed,
            fmt::format("{}: says other than its run's files, first where the page has\n  {}\nand the files give\n  {}",
                        options.check->string(), a.substr(from, 120), b.substr(from, 120)));
    }
    print_result(
        fmt::format("{}: every line is what its run's files give ({} lines)\n", options.check->string(), is.size()));
}

void make(const ReportCommandOptions& options) {
    if (options.folders.empty()) throw UsageError("report: name the folder of a finished run");
    for (const fs::path& run : options.folders) (void)recorded::RunFiles(run);  // there, before any folder is made
    const fs::path out = options.out.value_or(options.folders.front());
    // Held before it is read: nobody replaces a run whose page is being made beside it.
    const PendingFolder folder(out, "report", ExistingFiles::keep, {page::report_files(), {}});
    page::write_report(report_of(options, options.folders), *folder);
    if (!options.quiet) print_result(fmt::format("{}\n", (out / "report.html").string()));
}

}  // namespace

void add_report(CommandLine& program) {
    auto options = std::make_shared<ReportCommandOptions>();
    Command command = program.add("report", "One self-contained page of a finished run, or of several: report.html");
    command.option("RUN_DIR", options->folders, "Folders of finished runs; the first with curves speaks first");
    command.option("--out", options->out, "Folder of report.html and its tables (default: the first RUN_DIR)")
        .called("DIR");
    command.option("--title", options->title, "Title of the page (default: that of the config)").called("TEXT");
    command.option("--evidence", options->evidence, "evidence.csv whose ids the config's sources are").called("FILE");
    command.option("--check", options->check, "Hold this report.html against the run's files; 5 where it differs")
        .called("FILE");
    command.flag("--quiet", options->quiet, "Do not say where the page is");
    command.does([options] { options->check ? check(*options) : make(*options); });
}

}  // namespace ibtr::cli
