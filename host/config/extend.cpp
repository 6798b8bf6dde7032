#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string>

#include "base/files.hpp"
#include "config/steps.hpp"

namespace ibtr::config {
namespace {

constexpr std::array<std::string_view, 4> arrays_merged_by_name{"states", "strategies", "transitions", "factors"};

/// Elements of `over` never merge with each other: a duplicate among them stays, to be reported.
void merge_by_name(Node& base, const Node& over) {
    Node added(Node::Array{}, over.origin());
    std::set<std::string> merged;
    for (const Node& element : *over.array()) {
        const Node* name = element.find("name");
        Node* present = name != nullptr && name->text() != nullptr ? base.find_named(*name->text()) : nullptr;
        if (present != nullptr && merged.insert(*name->text()).second) {
            merge(*present, element);
        } else {
            added.array()->push_back(element);
        }
    }
    base.array()->insert(base.array()->end(), added.array()->begin(), added.array()->end());
}

bool replaces_whole(std::string_view key, const Node& over) {
    return key == "mix" || key == "uncertainty" || (key == "hazard" && over.find("family") != nullptr);
}

/// A number given another way makes the old way obsolete.
void drop_alternative(Node& base, const Node& over) {
    if (over.find("value") != nullptr && over.find("expression") == nullptr) base.remove("expression");
    if (over.find("expression") != nullptr && over.find("value") == nullptr) base.remove("value");
    if (over.find("file") != nullptr) {
        base.remove("first_age_years");
        base.remove("probabilities");
    }
    if (over.find("probabilities") != nullptr) {
        base.remove("file");
        base.remove("rows");
    }
    if (over.find("rows") != nullptr) base.remove("probabilities");
}

Node resolve(Node document, const std::string& file, std::vector<std::filesystem::path> open_files) {
    const Node* extends = document.find("extends");
    if (extends == nullptr) return document;
    const auto refuse = [&](const std::string& message) {
        throw ConfigError({{file, extends->origin().line, "extends", message}});
    };
    if (extends->text() == nullptr) refuse("is " + extends->kind() + "; give the path of a config as a string");
    const std::filesystem::path base_path = std::filesystem::path(file).parent_path() / *extends->text();
    std::error_code error;
    if (!std::filesystem::exists(base_path, error)) refuse("no such file: '" + base_path.string() + "'");
    const std::filesystem::path canonical = std::filesystem::weakly_canonical(base_path);
    if (std::find(open_files.begin(), open_files.end(), canonical) != open_files.end()) {
        refuse("'" + *extends->text() + "' extends this config in turn; a chain of extends must end");
    }
    open_files.push_back(canonical);
    const std::string base_file = base_path.lexically_normal().string();
    Node base = resolve(parse_toml(read_text_file(base_file), base_file), base_file, std::move(open_files));
    document.remove("extends");
    merge(base, document);
    return base;
}

}  // namespace

void merge(Node& base, const Node& over) {
    if (base.table() == nullptr || over.table() == nullptr) {
        base = over;
        return;
    }
    drop_alternative(base, over);
    for (const auto& [key, value] : *over.table()) {
        Node* present = base.find(key);
        const bool named =
            std::find(arrays_merged_by_name.begin(), arrays_merged_by_name.end(), key) != arrays_merged_by_name.end();
        if (present == nullptr || replaces_whole(key, value)) {
            base.set(key, value);
        } else if (named && present->array() != nullptr && value.array() != nullptr) {
            merge_by_name(*present, value);
        } else {
            merge(*present, value);
        }
    }
}

Node resolve_extends(Node document, const std::string& file) {
    return resolve(std::move(document), file, {std::filesystem::weakly_canonical(file)});
}

}  // namespace ibtr::config
