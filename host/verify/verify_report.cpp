#include "verify/verify_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace ibtr::verify {
namespace {

constexpr const char* results_file = "verify.json";

using VerifyJson = nlohmann::ordered_json;

}  // namespace

std::size_t number_of(std::span<const Result> results, Status status) {
    return static_cast<std::size_t>(std::count_if(
        results.begin(), results.end(), [&](const Result& result) { return result.finding.status == status; }));
}

std::string verify_json(std::span<const Result> results, const RunIdentity& identity, JsonLayout layout) {
    VerifyJson checks = VerifyJson::array();
    for (const Result& result : results) {
        VerifyJson check{{"id", result.id},
                         {"name", result.name},
                         {"expected", result.finding.expected},
                         {"observed", result.finding.observed},
                         {"status", to_text(result.finding.status)}};
        if (result.finding.status == Status::not_applicable) check["reason"] = result.finding.reason;
        check["seconds"] = result.seconds;
        checks.push_back(std::move(check));
    }
    const VerifyJson json{{"schema", 1},
                          {"command", "verify"},
                          {"config_hash", identity.config_hash},
                          {"backend", identity.backend},
                          {"pass", number_of(results, Status::pass)},
                          {"fail", number_of(results, Status::fail)},
                          {"not_applicable", number_of(results, Status::not_applicable)},
                          {"checks", std::move(checks)}};
    return json.dump(layout == JsonLayout::one_line ? -1 : 2, ' ', false, VerifyJson::error_handler_t::replace);
}

std::string verify_table(std::span<const Result> results) {
    std::string text;
    for (const Result& result : results) {
        const Finding& finding = result.finding;
        const char* word = finding.status == Status::not_applicable ? "-" : to_text(finding.status);
        text += fmt::format("{:>3}  {:4}  {:7.2f} s  {}\n", result.id, word, result.seconds, result.name);
        if (finding.status == Status::not_applicable)
            text += fmt::format("{:22}not applicable: {}\n", "", finding.reason);
        if (finding.status == Status::fail)
            text += fmt::format("{:22}expected: {}\n{:22}observed: {}\n", "", finding.expected, "", finding.observed);
    }
    text += fmt::format("{} checks: {} pass, {} fail, {} not applicable\n", results.size(),
                        number_of(results, Status::pass), number_of(results, Status::fail),
                        number_of(results, Status::not_applicable));
    return text;
}

void write_verification(std::span<const Result> results, const RunIdentity& identity, const RunFolder& folder,
                        Manifest manifest, StageTimer& timer) {
    folder.discard_old_run();
    folder.write(results_file, verify_json(results, identity, JsonLayout::indented) + "\n");
    timer.lap("write");
    write_manifest(std::move(manifest), timer, folder);
}

FileNames verify_files() {
    return {results_file, manifest_file};
}

}  // namespace ibtr::verify
