#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "ibtr/error.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

constexpr const char* verification_file = "verify.json";

/// A field of a check as a reader sees it.
std::string field_text(const nlohmann::ordered_json& check, const char* key) {
    const auto place = check.find(key);
    if (place == check.end() || place->is_null()) return "–";
    return place->is_string() ? place->get<std::string>() : place->dump();
}

nlohmann::ordered_json read_checks(const std::filesystem::path& file) {
    const nlohmann::ordered_json json = nlohmann::ordered_json::parse(read_file(file), nullptr, false);
    const bool whole = json.is_object() && json.contains("checks") && json["checks"].is_array() &&
                       std::all_of(json["checks"].begin(), json["checks"].end(),
                                   [](const auto& check) { return check.is_object() && check.contains("status"); });
    if (!whole)
        throw UsageError(file.string() + ": damaged (no list \"checks\" of checks with a status); run verify again");
    return json["checks"];
}

std::string status_in_words(const std::string& status) {
    if (status == "pass") return "passed";
    if (status == "fail") return "FAILED";
    return "not applicable";
}

}  // namespace

Section verification(const RunRecord& record) {
    Section section{"verification", "Verification", ""};
    const std::filesystem::path file = record.folder / verification_file;
    if (!std::filesystem::is_regular_file(file)) return section;
    ShownTable table{"verification",
                     "What was checked, what had to come out, and what did",
                     {"Check", "What holds", "Expected", "Observed", "Outcome"},
                     {}};
    std::size_t passed = 0, failed = 0, not_applicable = 0;
    for (const auto& check : read_checks(file)) {
        const std::string status = field_text(check, "status");
        ++(status == "pass" ? passed : status == "fail" ? failed : not_applicable);
        const std::string reason = check.contains("reason") ? ": " + field_text(check, "reason") : "";
        table.rows.push_back({field_text(check, "id"), field_text(check, "name"), field_text(check, "expected"),
                              field_text(check, "observed"), status_in_words(status) + reason});
    }
    section.html = paragraph(fmt::format(
                       "{} of {} checks of this program and model passed{}{}.", passed, table.rows.size(),
                       failed > 0 ? fmt::format("; {} FAILED", failed) : "",
                       not_applicable > 0 ? fmt::format("; {} did not apply to this model", not_applicable) : "")) +
                   table.html();
    section.tables.push_back(std::move(table));
    return section;
}

}  // namespace ibtr::page
