#include "page/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"

namespace ibtr::page {
namespace {

/// Replaces characters by texts.
template <class TextOf>
std::string replaced(std::string_view text, TextOf text_of) {
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        const std::string_view other = text_of(c);
        if (other.empty())
            result += c;
        else
            result += other;
    }
    return result;
}

std::string latex_text(std::string_view text) {
    return replaced(text, [](char c) -> std::string_view {
        switch (c) {
            case '\\':
                return "\\textbackslash{}";
            case '~':
                return "\\textasciitilde{}";
            case '^':
                return "\\textasciicircum{}";
            case '&':
                return "\\&";
            case '%':
                return "\\%";
            case '$':
                return "\\$";
            case '#':
                return "\\#";
            case '_':
                return "\\_";
            case '{':
                return "\\{";
            case '}':
                return "\\}";
            default:
                return {};
        }
    });
}

std::string markdown_text(std::string_view text) {
    return replaced(text, [](char c) -> std::string_view {
        if (c == '|') return "\\|";
        if (c == '\n') return " ";
        if (c == '<') return "&lt;";
        return {};
    });
}

/// Cells joined as one line each.
template <class TextOf>
std::string lines(const ShownTable& table, std::string_view before, std::string_view between, std::string_view after,
                  TextOf text_of) {
    std::string text;
    for (const std::vector<std::string>& row : table.rows) {
        std::vector<std::string> cells;
        for (const std::string& cell : row) cells.push_back(text_of(cell));
        text += fmt::format("{}{}{}\n", before, fmt::join(cells, between), after);
    }
    return text;
}

/// Whether a cell begins as a number, so that its column is set flush right.
bool is_number(const std::string& cell) {
    const auto first = cell.find_first_not_of("+-−");
    return first != std::string::npos && std::isdigit(static_cast<unsigned char>(cell[first])) != 0;
}

/// Numbers with their limits are not broken; a formula behind one may be.
bool stays_whole(const std::string& cell) {
    constexpr std::size_t longest = 32;
    return cell.size() <= longest && is_number(cell);
}

}  // namespace

std::string escaped(std::string_view text) {
    return replaced(text, [](char c) -> std::string_view {
        switch (c) {
            case '&':
                return "&amp;";
            case '<':
                return "&lt;";
            case '>':
                return "&gt;";
            case '"':
                return "&quot;";
            case '\'':
                return "&#39;";
            default:
                return {};
        }
    });
}

std::string element(std::string_view name, std::string_view text) {
    return fmt::format("<{0}>{1}</{0}>", name, escaped(text));
}

std::string paragraph(std::string_view text) {
    return text.empty() ? "" : element("p", text) + "\n";
}

std::string json_in_script(const nlohmann::ordered_json& json) {
    const std::string text = json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return replaced(
        text, [](char c) -> std::string_view { return c == '<' ? std::string_view("\\u003c") : std::string_view(); });
}

std::string ShownTable::html() const {
    if (empty()) return "";
    std::string text = fmt::format(
        "<div class=\"table\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"{0}\">\n<table>\n<caption>{0}</caption>\n<thead><tr>",
        escaped(caption));
    for (const std::string& cell : header) text += fmt::format("<th scope=\"col\">{}</th>", escaped(cell));
    text += "</tr></thead>\n<tbody>\n";
    for (const std::vector<std::string>& row : rows) {
        text += "<tr>";
        for (std::size_t k = 0; k < row.size(); ++k)
            text += k == 0
                        ? fmt::format("<th scope=\"row\">{}</th>", escaped(row[k]))
                        : fmt::format("<td{}>{}</td>", stays_whole(row[k]) ? " class=\"number\"" : "", escaped(row[k]));
        text += "</tr>\n";
    }
    return text + "</tbody>\n</table>\n</div>\n";
}

std::string ShownTable::csv() const {
    CsvText text(fmt::format("{}", fmt::join(header, ",")) + "\n");
    for (const std::vector<std::string>& row : rows) {
        for (const std::string& cell : row) text.field(std::string_view(cell));
        text.end_row();
    }
    return text.take();
}

std::string ShownTable::markdown() const {
    std::vector<std::string> heads, rules;
    for (const std::string& cell : header) {
        heads.push_back(markdown_text(cell));
        rules.emplace_back("---");
    }
    return fmt::format("{}\n\n| {} |\n| {} |\n", markdown_text(caption), fmt::join(heads, " | "),
                       fmt::join(rules, " | ")) +
           lines(*this, "| ", " | ", " |", markdown_text);
}

std::string ShownTable::latex() const {
    std::vector<std::string> heads;
    std::string columns;
    for (std::size_t k = 0; k < header.size(); ++k) {
        heads.push_back(latex_text(header[k]));
        columns += !rows.empty() && k > 0 && is_number(rows.front()[k]) ? 'r' : 'l';
    }
    return fmt::format(
               "% \\usepackage{{booktabs}}\n\\begin{{table}}\n\\caption{{{}}}\n\\begin{{tabular}}{{{}}}\n\\toprule\n{} "
               "\\\\\n\\midrule\n",
               latex_text(caption), columns, fmt::join(heads, " & ")) +
           lines(*this, "", " & ", " \\\\", latex_text) + "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
}

}  // namespace ibtr::page
