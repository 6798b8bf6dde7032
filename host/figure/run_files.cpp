#include "figure/run_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

/// The first line and those that are to be kept.
std::string kept_lines(const std::string& text, const std::function<bool(std::string_view)>& keep) {
    std::string kept;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size() - 1);
        const std::string_view line = std::string_view(text).substr(begin, end + 1 - begin);
        if (begin == 0 || keep(line)) kept += line;
        begin = end + 1;
    }
    return kept;
}

}  // namespace

const std::string& Rows::text(std::size_t row, std::string_view column) const {
    const std::optional<std::size_t> c = table_.find_column(column);
    if (!c) throw UsageError(fmt::format("{}: no column '{}'", table_.file, column));
    return table_.rows[row].fields[*c];
}

double Rows::number(std::size_t row, std::string_view column) const {
    return parse_number(text(row, column)).value_or(std::numeric_limits<double>::quiet_NaN());
}

std::vector<std::size_t> Rows::where(const std::vector<std::pair<std::string_view, std::string>>& wanted) const {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < size(); ++row)
        if (std::all_of(wanted.begin(), wanted.end(),
                        [&](const auto& each) { return text(row, each.first) == each.second; }))
            rows.push_back(row);
    return rows;
}

std::vector<std::string> Rows::different(std::string_view column) const {
    std::vector<std::string> texts;
    for (std::size_t row = 0; row < size(); ++row)
        if (std::find(texts.begin(), texts.end(), text(row, column)) == texts.end()) texts.push_back(text(row, column));
    return texts;
}

RunFiles::RunFiles(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder_, error))
        throw UsageError(folder_.string() + ": no such folder; name the folder of a finished run");
}

bool RunFiles::has(const std::string& file) const {
    std::error_code error;
    return std::filesystem::is_regular_file(folder_ / file, error);
}

Rows RunFiles::table(const std::string& file, const std::string& maker,
                     const std::function<bool(std::string_view)>& keep) const {
    if (!has(file))
        throw UsageError(
            fmt::format("{} has no {}, which this figure is drawn of; {} writes it", folder_.string(), file, maker));
    const std::string path = (folder_ / file).string();
    const std::string text = read_file(path);
    return Rows(parse_csv(keep ? kept_lines(text, keep) : text, path));
}

nlohmann::json RunFiles::json(const std::string& file) const try {
    if (!has(file)) return nlohmann::json::object();
    nlohmann::json content = nlohmann::json::parse(read_file(folder_ / file));
    return content.is_object() ? content : nlohmann::json::object();
} catch (const nlohmann::json::exception&) {
    throw UsageError(fmt::format("{}: not the JSON that ibtr writes", (folder_ / file).string()));
}

}  // namespace ibtr::figure
