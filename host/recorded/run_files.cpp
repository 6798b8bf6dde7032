#include "recorded/run_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/files.hpp"
#include "ibtr/error.hpp"

namespace ibtr::recorded {
namespace {

constexpr std::uintmax_t largest_file_bytes = 256U << 20U;

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

RunFiles::RunFiles(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder_, error))
        throw UsageError(folder_.string() + ": no such folder; name the folder of a finished run");
}

bool RunFiles::has(const std::string& file) const {
    std::error_code error;
    return std::filesystem::is_regular_file(folder_ / file, error);
}

std::string RunFiles::text(const std::string& file) const {
    const std::filesystem::path path = folder_ / file;
    if (!has(file)) throw UsageError(path.string() + ": no such file; name the folder of a finished run");
    if (std::filesystem::file_size(path) > largest_file_bytes)
        throw UsageError(fmt::format("{}: larger than {} MiB, which no file of a run folder is", path.string(),
                                     largest_file_bytes >> 20U));
    return read_file(path);
}

Rows RunFiles::table(const std::string& file, const std::string& maker,
                     const std::function<bool(std::string_view)>& keep) const {
    if (!has(file))
        throw UsageError(
            fmt::format("{} has no {}, which this figure is drawn of; {} writes it", folder_.string(), file, maker));
    const std::string content = text(file);
    return Rows(parse_csv(keep ? kept_lines(content, keep) : content, (folder_ / file).string()));
}

nlohmann::json RunFiles::json(const std::string& file) const try {
    if (!has(file)) return nlohmann::json::object();
    nlohmann::json content = nlohmann::json::parse(text(file));
    return content.is_object() ? content : nlohmann::json::object();
} catch (const nlohmann::json::exception&) {
    throw UsageError(fmt::format("{}: not the JSON that ibtr writes", (folder_ / file).string()));
}

}  // namespace ibtr::recorded
