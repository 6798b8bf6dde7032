#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.hpp"

namespace ibtr::figure {

/// A table whose fields are asked for by the name of their column.
class Rows {
public:
    explicit Rows(CsvTable table) : table_(std::move(table)) {}

    [[nodiscard]] std::size_t size() const { return table_.rows.size(); }
    [[nodiscard]] const std::vector<std::string>& header() const { return table_.header; }
    [[nodiscard]] bool has(std::string_view column) const { return table_.find_column(column).has_value(); }
    /// A field as it stands. @throws UsageError where there is no such column
    [[nodiscard]] const std::string& text(std::size_t row, std::string_view column) const;
    /// The same as a number; NaN where it is empty.
    [[nodiscard]] double number(std::size_t row, std::string_view column) const;
    /// Rows whose columns hold these texts, in their order.
    [[nodiscard]] std::vector<std::size_t> where(
        const std::vector<std::pair<std::string_view, std::string>>& wanted) const;
    /// Different texts of a column, in the order of appearance.
    [[nodiscard]] std::vector<std::string> different(std::string_view column) const;

private:
    CsvTable table_;
};

/// The files of a finished run, read when asked for.
class RunFiles {
public:
    /// @throws UsageError where there is no such folder
    explicit RunFiles(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
    [[nodiscard]] bool has(const std::string& file) const;
    /// @param keep which lines are read, all where it is empty: a long file of which few lines are wanted
    /// @param maker what writes such a file, for people
    /// @throws UsageError where the folder lacks the file
    [[nodiscard]] Rows table(const std::string& file, const std::string& maker,
                             const std::function<bool(std::string_view)>& keep = {}) const;
    /// An object; empty where the folder has no such file. @throws UsageError where it is no JSON
    [[nodiscard]] nlohmann::json json(const std::string& file) const;

private:
    std::filesystem::path folder_;
};

}  // namespace ibtr::figure
