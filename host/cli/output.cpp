#include "cli/output.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <new>
#include <system_error>
#include <utility>

#include "base/interrupt.hpp"
#include "base/visible_text.hpp"
#include "cli/commands.hpp"
#include "cli/tell.hpp"
#include "economics/economics_tables.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {

void print_result(std::string_view text) {
    const std::string shown = visible(text);
    if (std::fwrite(shown.data(), 1, shown.size(), stdout) == shown.size() && std::fflush(stdout) == 0) return;
    if (errno == EPIPE) return;  // the reader has what it wanted
    throw StorageError("cannot write to standard output: " + std::generic_category().message(errno));
}

void say(const Remarks& remarks, bool quiet) {
    for (const Remark& remark : remarks) {
        if (remark.kind == Remark::Kind::warning)
            tell("warning: {}", remark.text);
        else if (!quiet)
            tell("{}", remark.text);
    }
}

void say_warnings(const Study& study) {
    for (const std::string& warning : study.warnings()) tell("warning: {}", warning);
}

ExitCode report_failure(const std::exception& error) {
    if (const auto* known = dynamic_cast<const Error*>(&error)) {
        tell("ibtr: {}", error.what());
        return interrupt_requested() ? ExitCode::interrupted : known->code();
    }
    if (const auto* of_files = dynamic_cast<const std::filesystem::filesystem_error*>(&error)) {
        tell("ibtr: {}: {}", of_files->path1().string(), of_files->code().message());
        return ExitCode::storage;
    }
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr)
        tell("ibtr: not enough memory: pool factor levels, or use fewer output bins or batches");
    else
        tell("ibtr: internal error: {}", error.what());
    return ExitCode::internal;
}

PendingFolder open_folder(const OutputOptions& options, const std::string& name, FileNames files) {
    return {options.out, name, options.existing(), {std::move(files), files_of_all_commands()}};
}

void announce(const Study& study, const RunResults& results, const OutputOptions& output, const RunFolder& folder) {
    const Model& model = study.model();
    const RunIdentity& identity = results.identity;
    say(results.remarks, output.quiet);
    print_either(
        output,
        [&] { return summary_json(model, identity, results.headline, JsonLayout::one_line, results.economics) + "\n"; },
        [&] {
            std::string text = headline_table(model, results.headline);
            if (!results.economics.empty())
                text += costs_and_effects_table(model, *study.config().economics, results.economics);
            return text;
        });
    if (output.quiet) return;
    tell("tables_digest {}", study.tables_digest());
    if (!identity.tally_digest.empty()) tell("tally_digest  {}", identity.tally_digest);
    say_where(output, folder);
}

void announce(const psa::Session& session, const psa::PsaResults& results, const OutputOptions& output,
              const RunFolder& folder) {
    announce(session.study(), results.run, output, folder);
    if (!output.quiet && !output.json && !results.decision.empty()) print_result(results.decision);
    say(results.closing, output.quiet);
}

void print_either(const OutputOptions& output, const std::function<std::string()>& json,
                  const std::function<std::string()>& table) {
    if (output.json)
        print_result(json());
    else if (!output.quiet)
        print_result(table());
}

void say_where(const OutputOptions& output, const RunFolder& folder) {
    if (!output.quiet) tell("results in {}", folder.path().string());
}

}  // namespace ibtr::cli
