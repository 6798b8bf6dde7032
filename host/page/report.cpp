#include "page/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/base64.hpp"
#include "ibtr/error.hpp"
#include "ibtr/study.hpp"
#include "page/assets.hpp"
#include "page/chart_data.hpp"
#include "page/cohort_data.hpp"
#include "page/curve_rows.hpp"
#include "page/live_data.hpp"
#include "page/sections.hpp"

namespace ibtr::page {
namespace {

using Json = nlohmann::ordered_json;

/// The run that speaks on the first screen: one with a config and curves.
const RunRecord* main_run(const std::vector<RunRecord>& records) {
    const auto has_curves = [](const RunRecord& record) { return record.config && record.table("curves") != nullptr; };
    const auto place = std::find_if(records.begin(), records.end(), has_curves);
    return place == records.end() ? nullptr : &*place;
}

/// Adds the cohort of a run that the page can walk again, and its parameters that move; where it cannot, `why_not` then
/// says why.
void add_cohort(const RunRecord& record, Json& all, std::string& why_not) {
    const auto is_number = [&](const char* key) {
        return record.manifest.contains(key) && record.manifest[key].is_number();
    };
    if (engine_module().empty()) {
        why_not = why_no_engine();
        return;
    }
    if (record.command != "run" && record.command != "merge") {
        why_not = "only the women of run are walked here, not those of " + record.command;
        return;
    }
    const Study study{LoadedConfig(*record.config)};
    if (study.tables_digest() != record.manifest.value("tables_digest", "")) {
        why_not = "another version of the program made this run: its tables are others";
        return;
    }
    if (!is_number("patients") || record.manifest["patients"].get<double>() > 4294967295.0) {
        why_not = "more than 2^32 - 1 patients are too many for a page";
        return;
    }
    Json data = cohort_data(study);
    data["patients"] = record.manifest["patients"];
    data["seed"] = std::to_string(record.manifest["seed"].get<std::uint64_t>());
    data["tally_digest"] = record.manifest["tally_digest"];
    data["engine"] = base64(engine_module());
    all["cohort"] = std::move(data);
    all["live"] = live_data(study);
}

std::vector<Section> sections_of(const std::vector<RunRecord>& records, const ReportOptions& options, Json& data) {
    std::vector<Section> sections;
    const RunRecord* main = main_run(records);
    if (main != nullptr) {
        const CurveRows rows = read_curves(*main);
        data["charts"] = chart_data(*main, rows);
        if (options.draws) data["draws"] = drawn_curves_json(*main, options.draws(*main));
        std::string why_not;
        add_cohort(*main, data, why_not);
        sections = {glance(*main, rows), comparison(*main), results(*main, rows), decisions(*main),
                    simulate_again(!data["cohort"].is_null(), why_not)};
    }
    for (const RunRecord& record : records)
        if (&record != main && record.command != "verify") sections.push_back(other_results(record));
    for (const RunRecord& record : records) sections.push_back(verification(record));
    const RunRecord* with_config = main;
    for (const RunRecord& record : records)
        if (with_config == nullptr && record.config) with_config = &record;
    if (with_config != nullptr)
        for (Section& section :
             std::vector<Section>{methods(*with_config), parameters(*with_config), limitations(*with_config),
                                  references(*with_config, options), checklist(*with_config)})
            sections.push_back(std::move(section));
    sections.push_back(provenance(records));
    sections.back().html += "<details><summary>Licence of the library that draws the charts</summary>\n<pre>" +
                            escaped(chart_library_licence()) + "</pre></details>\n";
    std::erase_if(sections, [](const Section& section) { return section.html.empty(); });
    return sections;
}

/// "'sha256-...'" of a script or style as it stands in the page.
std::string hash_source(const Asset& asset) {
    std::string bytes;
    for (std::size_t k = 0; k + 1 < asset.sha256.size(); k += 2)
        bytes += static_cast<char>(std::stoi(std::string(asset.sha256.substr(k, 2)), nullptr, 16));
    return "'sha256-" + base64(bytes) + "'";
}

std::string head(const std::string& title) {
    std::string scripts;
    for (const Asset& script : scripts_of_a_report()) scripts += hash_source(script) + " ";
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}'wasm-unsafe-eval'; "
        "style-src {}; img-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n",
        scripts, hash_source(page_style()), escaped(title), page_style().text);
}

std::string bibtex_of(const std::vector<RunRecord>& records, const ReportOptions& options) {
    if (!options.evidence) return "";
    std::string text;
    std::set<std::string> seen;
    for (const RunRecord& record : records) {
        if (!record.config) continue;
        for (const Parameter& parameter : record.config->model.parameters) {
            const EvidenceRow* row = options.evidence->find(parameter.source);
            if (row == nullptr || row->doi.empty() || !seen.insert(row->doi).second) continue;
            text += fmt::format("@misc{{{},\n  note = {{{}}},\n  doi = {{{}}},\n}}\n", row->id, row->source, row->doi);
        }
    }
    return text;
}

}  // namespace

Report make_report(const std::vector<RunRecord>& records, const ReportOptions& options) {
    if (records.empty()) throw UsageError("a report needs a run folder");
    Json data = {{"charts", nullptr}, {"cohort", nullptr}, {"live", nullptr}};
    const std::vector<Section> sections = sections_of(records, options, data);
    const RunRecord* main = main_run(records);
    std::string title = options.title;
    if (title.empty() && main != nullptr) title = main->config->model.title;
    if (title.empty()) title = "Results of " + records.front().command;

    Report report;
    std::string links, body;
    std::set<std::string> ids;
    for (const Section& section : sections) {
        std::string id = section.id;
        while (!ids.insert(id).second) id += "-more";
        links += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", escaped(id), escaped(section.title));
        body += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n", escaped(id),
                            escaped(section.title), section.html);
        report.tables.insert(report.tables.end(), section.tables.begin(), section.tables.end());
    }
    report.html = head(title);
    report.html += fmt::format(
        "<body>\n<a class=\"skip\" href=\"#content\">Skip to the results</a>\n<header><h1>{}</h1></header>\n"
        "<nav aria-label=\"Contents\"><ul>\n{}</ul></nav>\n<main id=\"content\">\n{}</main>\n"
        "<p id=\"live\" class=\"unseen\" role=\"status\" aria-live=\"polite\"></p>\n",
        escaped(title), links, body);
    report.html += fmt::format("<script type=\"application/json\" id=\"data\">{}</script>\n", json_in_script(data));
    report.html += fmt::format("<script type=\"text/plain\" id=\"worker-script\">{}</script>\n", worker_javascript());
    for (const Asset& script : scripts_of_a_report())
        report.html += fmt::format("<script id=\"{}-script\">{}</script>\n", script.name, script.text);
    report.html += "</body>\n</html>\n";
    report.bibtex = bibtex_of(records, options);
    return report;
}

std::vector<std::string> shown_lines(const std::string& html) {
    std::vector<std::string> lines;
    std::string line;
    bool skipping = false;  // style, and scripts but for the data
    for (std::size_t at = 0; at < html.size();) {
        const std::size_t end = std::min(html.find('\n', at), html.size());
        line = html.substr(at, end - at);
        at = end + 1;
        const bool is_data = line.starts_with("<script type=\"application/json\"");
        if (line.starts_with("<style>") || line.find("<style>") != std::string::npos ||
            (line.starts_with("<script") && !is_data))
            skipping = true;
        if (!skipping && !line.starts_with("<meta")) lines.push_back(line);
        if (line.ends_with("</script>") || line.find("</style>") != std::string::npos) skipping = false;
    }
    return lines;
}

FileNames report_files() {
    FileNames names{"report.html", "report_references.bib"};
    for (const char* table : {"landmarks", "at-risk", "contrasts", "verification", "groups", "mean-times", "strategies",
                              "parameters", "assumptions", "checklist", "provenance"})
        for (const char* ending : {".csv", ".md", ".tex"}) names.push_back(fmt::format("report_{}{}", table, ending));
    return names;
}

void write_report(const Report& report, const RunFolder& folder) {
    for (const ShownTable& table : report.tables) {
        folder.write("report_" + table.name + ".csv", table.csv());
        folder.write("report_" + table.name + ".md", table.markdown());
        folder.write("report_" + table.name + ".tex", table.latex());
    }
    if (!report.bibtex.empty()) folder.write("report_references.bib", report.bibtex);
    folder.write("report.html", report.html);
}

}  // namespace ibtr::page
