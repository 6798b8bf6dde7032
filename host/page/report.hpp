#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "evidence/evidence.hpp"
#include "page/drawn_curves.hpp"
#include "page/markup.hpp"
#include "page/run_record.hpp"

namespace ibtr::page {

/// A part of a report under a heading of its own.
struct Section {
    std::string id, title;  ///< id: of the heading, for links
    std::string html;
    std::vector<ShownTable> tables = {};  ///< those shown in it that no other file of the run holds
};

struct ReportOptions {
    std::string title;                 ///< empty: the config's
    std::optional<Evidence> evidence;  ///< resolves sources to references
    /// What the draws of a probabilistic analysis say, for the charts; asked for the run of the first screen.
    std::function<std::vector<DrawnCurve>(const RunRecord&)> draws = {};
};

/// A report: one page that needs nothing else, and its tables.
struct Report {
    std::string html;
    std::vector<ShownTable> tables;
    std::string bibtex;  ///< empty where there is no evidence
};

/// @param records at least one; the first that has curves speaks on the first screen
Report make_report(const std::vector<RunRecord>& records, const ReportOptions& options);

/// What a reader sees of a page, line by line: its text and the data behind its charts, without style and scripts.
/// Two pages of different versions of this program can be compared by it.
std::vector<std::string> shown_lines(const std::string& html);

/// What write_report writes: report.html, its tables each as CSV, Markdown and LaTeX, references.
FileNames report_files();
/// @throws StorageError
void write_report(const Report& report, const RunFolder& folder);

}  // namespace ibtr::page
