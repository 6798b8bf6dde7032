#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

/// Text -> parts of an HTML page. Everything that comes from a config or a file is text: it is escaped here.
namespace ibtr::page {

/// Text as HTML, safe between tags and within a quoted attribute.
std::string escaped(std::string_view text);

/// <NAME>text</NAME>, the text escaped.
std::string element(std::string_view name, std::string_view text);
/// A paragraph; an empty text makes none.
std::string paragraph(std::string_view text);

/// JSON that can stand in a <script>: no "<", so that no text ends the element or begins another.
std::string json_in_script(const nlohmann::ordered_json& json);

/// A table that a reader sees and takes away. Cells are text as it is shown.
struct ShownTable {
    std::string name;     ///< of its files: letters, digits, hyphens
    std::string caption;  ///< a sentence: what, of whom, which intervals
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;  ///< each parallel to the header

    [[nodiscard]] bool empty() const { return rows.empty(); }
    [[nodiscard]] std::string html() const;
    [[nodiscard]] std::string csv() const;
    [[nodiscard]] std::string markdown() const;
    /// A booktabs table for LaTeX.
    [[nodiscard]] std::string latex() const;
};

}  // namespace ibtr::page
