#include "config/extending_config.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/files.hpp"
#include "config/document.hpp"
#include "config/steps.hpp"

namespace ibtr::config {
namespace {

bool is_same(const Node& a, const Node& b) {
    return write_value(a) == write_value(b);
}

/// Whether an array is of named tables: those `merge` goes into, element by element.
bool has_names(const Node& node) {
    return node.array() != nullptr && std::all_of(node.array()->begin(), node.array()->end(), [](const Node& element) {
               const Node* name = element.find("name");
               return name != nullptr && name->text() != nullptr;
           });
}

std::optional<Node> difference(const Node& base, const Node& changed, std::string_view key);

/// The named tables that differ, each with its name first.
Node differing_elements(const Node& base, const Node& changed) {
    Node differing(Node::Array{}, changed.origin());
    for (std::size_t i = 0; i < changed.array()->size(); ++i) {
        const Node& element = (*changed.array())[i];
        std::optional<Node> part = difference((*base.array())[i], element, "");
        if (!part) continue;
        Node named(Node::Table{{"name", *element.find("name")}}, element.origin());
        for (auto& [name, value] : *part->table())
            if (name != "name") named.set(name, value);
        differing.array()->push_back(std::move(named));
    }
    return differing;
}

/// What laid on `base` by `merge` gives `changed`, which has all keys of the base; nothing where they are the same.
std::optional<Node> difference(const Node& base, const Node& changed, std::string_view key) {
    if (is_same(base, changed)) return std::nullopt;
    const bool whole = key == "mix" || key == "uncertainty" || key == "start_states";  // as `merge` has it
    if (whole || base.value().index() != changed.value().index()) return changed;
    if (has_names(changed) && has_names(base) && base.array()->size() == changed.array()->size())
        return differing_elements(base, changed);
    if (changed.table() == nullptr) return changed;
    Node table(Node::Table{}, changed.origin());
    for (const auto& [name, value] : *changed.table()) {
        const Node* before = base.find(name);
        const std::optional<Node> part = before == nullptr ? std::optional(value) : difference(*before, value, name);
        if (part) table.set(name, *part);
    }
    return table;
}

}  // namespace

std::string extending_config(const ConfigSource& source, const std::string& base) {
    const Node before = resolve_extends(parse_toml(read_text_file(source.path), source.path), source.path);
    Node after = before;
    Problems problems;
    for (const std::string& text : source.overrides) apply_override(after, text, problems);
    problems.throw_if_any();
    Node document(Node::Table{}, before.origin());
    document.set("extends", Node(base, before.origin()));
    if (const std::optional<Node> changes = difference(before, after, ""))
        for (const auto& [name, value] : *changes->table()) document.set(name, value);
    return write_toml(document);
}

}  // namespace ibtr::config
