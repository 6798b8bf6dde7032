#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/csv.hpp"
#include "evidence/evidence.hpp"
#include "evidence/record.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

using evidence::Record;

EvidenceStatus read_status(Record& record) {
    const std::string& text = record.text("status");
    if (text == "UNVERIFIED") return EvidenceStatus::unverified;
    if (text == "NOT FOUND") return EvidenceStatus::not_found;
    if (text != "verified")
        record.report("status", fmt::format("is '{}'; allowed: verified, UNVERIFIED, NOT FOUND", text));
    return EvidenceStatus::verified;
}

EvidenceRow read_row(Record& record) {
    EvidenceRow row;
    row.line = record.line();
    row.id = record.text("id");
    row.quantity = record.text("quantity");
    row.arm = record.text("arm");
    row.population = record.text("population");
    row.horizon_text = record.text("horizon_years");
    row.value_text = record.text("value");
    row.n_text = record.text("n");
    row.events_text = record.text("events");
    row.statistic = record.text("statistic");
    row.source = record.text("source");
    row.doi = record.text("doi");
    row.pmid = record.text("pmid");
    row.url = record.text("url");
    row.status = read_status(record);
    // Horizons, values and numbers of women may be words: "not stated", "no difference", "17 studies".
    row.horizon_years = parse_number(row.horizon_text);
    row.value = parse_number(row.value_text);
    row.women = parse_number(row.n_text);
    row.ci_low = record.number("ci_low");
    row.ci_high = record.number("ci_high");

    if (!is_evidence_id(row.id)) record.report("id", fmt::format("'{}' must look like E01-09", row.id));
    if (row.source.empty()) record.report("source", "missing: a number without a source is no evidence");
    if (row.value_text.empty() && row.status == EvidenceStatus::verified)
        record.report("value", "missing: a verified row has a value");
    if (row.ci_low.has_value() != row.ci_high.has_value())
        record.report("ci_low", "one limit is missing: give both or none");
    else if (row.ci_low &&
             !(*row.ci_low <= row.value.value_or(*row.ci_low) && row.value.value_or(*row.ci_low) <= *row.ci_high))
        record.report("value", fmt::format("{} does not lie within its limits {} to {}", row.value_text, *row.ci_low,
                                           *row.ci_high));
    return row;
}

}  // namespace

std::string EvidenceRow::citation() const {
    std::string text = source;
    if (!doi.empty()) text += ", doi:" + doi;
    if (!pmid.empty()) text += ", PMID " + pmid;
    if (status == EvidenceStatus::unverified) text += " [UNVERIFIED]";
    if (status == EvidenceStatus::not_found) text += " [NOT FOUND]";
    return text;
}

const EvidenceRow* Evidence::find(const std::string& id) const {
    const auto found = rows.find(id);
    return found == rows.end() ? nullptr : &found->second;
}

std::optional<std::filesystem::path> evidence_folder(const std::filesystem::path& config_file) {
    const std::filesystem::path beside = std::filesystem::absolute(config_file).parent_path();
    for (const std::filesystem::path& folder : {beside / "evidence", beside.parent_path() / "evidence"}) {
        std::error_code ignored;
        if (std::filesystem::exists(folder / "evidence.csv", ignored)) return folder;
    }
    return std::nullopt;
}

Evidence load_evidence(const std::string& path) {
    if (std::error_code ignored; !std::filesystem::exists(path, ignored))
        throw UsageError(fmt::format(
            "{}: no such file; targets cite published numbers, which stand in an evidence.csv beside them: a row for "
            "each "
            "id of their column evidence_ids (such as E01-09), in the columns that configs/evidence/README.md lists",
            path));
    const CsvTable table = read_csv(path);
    evidence::require_columns(table, {"id", "quantity", "arm", "population", "horizon_years", "value", "ci_low",
                                      "ci_high", "n", "events", "statistic", "source", "doi", "pmid", "url", "status"});
    std::vector<Problem> problems;
    Evidence result{path, {}};
    for (const CsvRow& fields : table.rows) {
        Record record(table, fields, problems);
        EvidenceRow row = read_row(record);
        const auto [earlier, added] = result.rows.emplace(row.id, row);
        if (!added) record.report("id", fmt::format("is already on line {}", earlier->second.line));
    }
    evidence::throw_problems(std::move(problems));
    return result;
}

}  // namespace ibtr
