#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>

#include "config/document.hpp"
#include "config/key_depth.hpp"
#include "ibtr/error.hpp"

namespace ibtr::config {
namespace {

/// Converts toml++ nodes, whose copies forget where they came from, to ours.
class Converter {
public:
    explicit Converter(const std::string& file) : file_(std::make_shared<const std::string>(file)) {}

    Node convert(const toml::node& node, const toml::source_region& source) {
        const Origin origin{file_, static_cast<int>(source.begin.line)};
        if (const auto* table = node.as_table()) return Node(convert_table(*table), origin);
        if (const auto* array = node.as_array()) {
            Node::Array elements;
            for (const toml::node& element : *array) elements.push_back(convert(element, element.source()));
            return Node(std::move(elements), origin);
        }
        if (const auto* text = node.as_string()) return Node(text->get(), origin);
        if (const auto* flag = node.as_boolean()) return Node(flag->get(), origin);
        if (const auto* whole = node.as_integer()) return Node(whole->get(), origin);
        if (const auto* real = node.as_floating_point()) return Node(real->get(), origin);
        throw ConfigError({{*file_, origin.line, "", "dates and times have no meaning in a config; write a string"}});
    }

private:
    /// toml++ sorts keys; the order in which they were written is that of their positions.
    Node::Table convert_table(const toml::table& table) {
        std::vector<std::pair<const toml::key*, const toml::node*>> entries;
        for (auto&& [key, value] : table) entries.emplace_back(&key, &value);
        std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
            return a.first->source().begin < b.first->source().begin;
        });
        Node::Table converted;
        for (const auto& [key, value] : entries) {
            converted.emplace_back(std::string(key->str()), convert(*value, value_source(*key, *value)));
        }
        return converted;
    }

    /// A value is reported at its own line, a table or an array at the line of its key.
    static const toml::source_region& value_source(const toml::key& key, const toml::node& value) {
        return value.is_table() || value.is_array() ? key.source() : value.source();
    }

    std::shared_ptr<const std::string> file_;
};

std::string write_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (c == '\n') {
            quoted += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string write_key(std::string_view key) {
    const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    return bare ? std::string(key) : write_text(key);
}

/// Shortest text that reads back to the same double, marked as a float.
std::string write_real(double value) {
    std::string text = fmt::format("{}", value);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";
    return text;
}

bool is_array_of_tables(const Node& node) {
    const Node::Array* elements = node.array();
    return elements != nullptr && !elements->empty() &&
           std::all_of(elements->begin(), elements->end(), [](const Node& e) { return e.table() != nullptr; });
}

/// A table that only holds tables needs no header of its own; an empty one does.
bool only_tables(const Node& node) {
    const Node::Table& entries = *node.table();
    return !entries.empty() &&
           std::all_of(entries.begin(), entries.end(), [](const auto& e) { return e.second.table() != nullptr; });
}

/// Tables nest as headers down to this depth, below it inline: as people write configs.
constexpr int header_depth = 2;

void write_table(const Node& table, const std::string& path, int depth, std::string& text) {
    // Entries with headers come last; in a table of both kinds they are written in line, for order has a meaning there:
    // rows of results follow that of the endpoints.
    const bool keeps_order = depth == 0 || only_tables(table);
    const auto has_header = [&](const Node& node) {
        return depth < header_depth && keeps_order &&
               (node.table() != nullptr || (depth == 0 && is_array_of_tables(node)));
    };
    for (const auto& [key, value] : *table.table()) {
        if (!has_header(value)) text += write_key(key) + " = " + write_value(value) + '\n';
    }
    for (const auto& [key, value] : *table.table()) {
        if (!has_header(value)) continue;
        const std::string header = path.empty() ? write_key(key) : path + '.' + write_key(key);
        if (value.table() != nullptr) {
            if (depth + 1 >= header_depth || !only_tables(value)) text += "\n[" + header + "]\n";
            write_table(value, header, depth + 1, text);
        } else {
            for (const Node& element : *value.array()) {
                text += "\n[[" + header + "]]\n";
                write_table(element, header, header_depth, text);
            }
        }
    }
}

}  // namespace

Node parse_toml(std::string_view text, const std::string& file) {
    if (const auto line = line_of_deep_key(text))
        throw ConfigError({{file, *line, "", fmt::format("a key has more than {} parts between dots", deepest_key)}});
    try {
        const toml::table document = toml::parse(text);
        return Converter(file).convert(document, document.source());
    } catch (const toml::parse_error& error) {
        throw ConfigError({{file, static_cast<int>(error.source().begin.line), "",
                            "not valid TOML: " + std::string(error.description())}});
    }
}

std::string write_value(const Node& node) {
    if (const auto* flag = std::get_if<bool>(&node.value())) return *flag ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&node.value())) return fmt::format("{}", *whole);
    if (const auto* real = std::get_if<double>(&node.value())) return write_real(*real);
    if (const std::string* text = node.text()) return write_text(*text);
    std::string items;
    if (const Node::Array* elements = node.array()) {
        for (const Node& element : *elements) items += (items.empty() ? "" : ", ") + write_value(element);
        return '[' + items + ']';
    }
    for (const auto& [key, value] : *node.table()) {
        items += (items.empty() ? "" : ", ") + write_key(key) + " = " + write_value(value);
    }
    return items.empty() ? "{}" : "{ " + items + " }";
}

std::string write_toml(const Node& document) {
    std::string text;
    write_table(document, "", 0, text);
    return text;
}

}  // namespace ibtr::config
