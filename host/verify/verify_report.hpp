#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "report/run_files.hpp"
#include "study/describe.hpp"
#include "verify/check.hpp"

namespace ibtr::verify {

/// verify.json: {checks: [{id, name, expected, observed, status, reason, seconds}], counts, config_hash}.
std::string verify_json(std::span<const Result> results, const RunIdentity& identity, JsonLayout layout);

/// For people: a line a check, more of those that failed.
std::string verify_table(std::span<const Result> results);

std::size_t number_of(std::span<const Result> results, Status status);

/// verify.json and the manifest, last.
void write_verification(std::span<const Result> results, const RunIdentity& identity, const RunFolder& folder,
                        Manifest manifest, StageTimer& timer);
FileNames verify_files();

}  // namespace ibtr::verify
