#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "recorded/rows.hpp"

namespace ibtr::recorded {

/// The files of a finished run, read when asked for.
class RunFiles {
public:
    /// @throws UsageError where there is no such folder
    explicit RunFiles(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
    [[nodiscard]] bool has(const std::string& file) const;
    /// A file's text. @throws UsageError where the folder lacks it, or it is larger than any that ibtr writes
    [[nodiscard]] std::string text(const std::string& file) const;
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

}  // namespace ibtr::recorded
