#include <toml++/toml.h>
#include <algorithm>

#include "config/node.hpp"
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

}  // namespace

Node parse_toml(std::string_view text, const std::string& file) {
    try {
        const toml::table document = toml::parse(text);
        return Converter(file).convert(document, document.source());
    } catch (const toml::parse_error& error) {
        throw ConfigError({{file, static_cast<int>(error.source().begin.line), "",
                            "not valid TOML: " + std::string(error.description())}});
    }
}

}  // namespace ibtr::config
