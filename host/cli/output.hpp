#pragma once

#include <exception>
#include <functional>
#include <string>
#include <string_view>

#include "base/remark.hpp"
#include "base/run_folder.hpp"
#include "cli/options.hpp"
#include "ibtr/study.hpp"
#include "psa/psa_results.hpp"
#include "study/run_results.hpp"

namespace ibtr::cli {

/// Writes results to standard output, all of them.
/// @throws StorageError where they cannot be written (a full disk). That a reader has left is no error.
void print_result(std::string_view text);

/// Says remarks on stderr.
void say(const Remarks& remarks, bool quiet);

/// The warnings of a study, on stderr.
void say_warnings(const Study& study);

/// Says on stderr what went wrong. @return the exit code for it
ExitCode report_failure(const std::exception& error);

/// The run folder that the options ask for.
/// @param name of the run, for a folder that the options do not name; @param files that the command declares
PendingFolder open_folder(const OutputOptions& options, const std::string& name, FileNames files);

/// Summary to stdout: a line of JSON, or a table, or nothing, as the options ask; remarks, digests and the folder's
/// name to stderr.
void announce(const Study& study, const RunResults& results, const OutputOptions& output, const RunFolder& folder);

/// The same of draws of the parameters.
void announce(const psa::Session& session, const psa::PsaResults& results, const OutputOptions& output,
              const RunFolder& folder);

/// JSON or table to stdout, or nothing, as the options ask.
/// @param json, table make the text; asked for the one that is printed
void print_either(const OutputOptions& output, const std::function<std::string()>& json,
                  const std::function<std::string()>& table);

/// The folder's name on stderr.
void say_where(const OutputOptions& output, const RunFolder& folder);

}  // namespace ibtr::cli
