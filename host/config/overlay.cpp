#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string>

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/visible_text.hpp"
#include "config/document.hpp"
#include "config/schema.hpp"
#include "config/steps.hpp"

namespace ibtr::config {
namespace {

constexpr std::array<std::string_view, 5> arrays_merged_by_name{"states", "strategies", "clocks", "transitions",
                                                                "factors"};

/// Whether it is an array of tables, as those of names are; [[clocks]] have a list of states of the same name.
bool holds_tables(const Node& node) {
    return node.array() != nullptr && std::all_of(node.array()->begin(), node.array()->end(),
                                                  [](const Node& element) { return element.table() != nullptr; });
}

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

bool says_starts_of_levels(const Node& factor) {
    return factor.find("start_states") != nullptr;
}

/// Where people begin is said once: what `over` says of it replaces what the base says, wherever that stands.
void drop_other_start(Node& base, const Node& over) {
    const Node* over_factors = over.find("factors");
    const bool by_level =
        over_factors != nullptr && over_factors->array() != nullptr &&
        std::any_of(over_factors->array()->begin(), over_factors->array()->end(), says_starts_of_levels);
    if (!by_level && over.find("start_state") == nullptr && over.find("start_states") == nullptr) return;
    if (over.find("start_state") == nullptr) base.remove("start_state");
    if (over.find("start_states") == nullptr) base.remove("start_states");
    Node* factors = base.find("factors");
    if (factors == nullptr || factors->array() == nullptr) return;
    for (Node& factor : *factors->array())
        if (says_starts_of_levels(factor)) factor.remove("start_states");
}

bool replaces_whole(std::string_view key, const Node& over) {
    return key == "mix" || key == "uncertainty" || key == "start_states" ||
           (key == "hazard" && over.find("family") != nullptr);
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

Node with_base(Node document, const std::string& file, std::vector<std::filesystem::path> open_files) {
    const Node* extends = document.find("extends");
    if (extends == nullptr) return document;
    const auto refuse = [&](const std::string& message) {
        throw ConfigError({{file, extends->origin().line, "extends", message}});
    };
    if (extends->text() == nullptr) refuse("is " + extends->kind() + "; give the path of a config as a string");
    constexpr std::size_t longest_chain = 100;
    if (open_files.size() >= longest_chain)
        refuse(fmt::format("is the end of a chain of {} configs; at most so many extend one another", longest_chain));
    const std::filesystem::path base_path = std::filesystem::path(file).parent_path() / *extends->text();
    std::error_code error;
    if (!std::filesystem::is_regular_file(base_path, error))
        refuse((std::filesystem::exists(base_path, error) ? "is no file: '" : "no such file: '") + base_path.string() +
               "'");
    const std::filesystem::path canonical = std::filesystem::weakly_canonical(base_path);
    if (std::find(open_files.begin(), open_files.end(), canonical) != open_files.end()) {
        refuse("'" + *extends->text() + "' extends this config in turn; a chain of extends must end");
    }
    open_files.push_back(canonical);
    const std::string base_file = base_path.lexically_normal().string();
    Node base = with_base(parse_toml(read_text_file(base_file), base_file), base_file, std::move(open_files));
    document.remove("extends");
    merge(base, document);
    return base;
}

Origin command_line() {
    static const auto name = std::make_shared<const std::string>("--set");
    return {name, 0};
}

/// A copy that says "--set" where it came from.
Node with_origin(const Node& node, const Origin& origin) {
    if (const Node::Array* elements = node.array()) {
        Node::Array copies;
        for (const Node& element : *elements) copies.push_back(with_origin(element, origin));
        return {std::move(copies), origin};
    }
    if (const Node::Table* entries = node.table()) {
        Node::Table copies;
        for (const auto& [key, value] : *entries) copies.emplace_back(key, with_origin(value, origin));
        return {std::move(copies), origin};
    }
    return {node.value(), origin};
}

/// The text as a TOML value; a bare word, which TOML does not know, as a string. Text that starts like a
/// quoted string, array or table and is not one is reported.
std::optional<Node> parse_value(const std::string& text, const std::string& path, Problems& problems) {
    try {
        const Node document = parse_toml("value = " + text, "--set");
        if (document.table()->size() == 1) return with_origin(document.table()->front().second, command_line());
    } catch (const ConfigError& error) {
        if (!text.empty() && text.find_first_of("[{\"'\n") != 0) return Node(text, command_line());
        constexpr std::size_t most = 200;
        const std::string quoted = text.size() > most ? text.substr(0, most) + "..." : text;
        problems.add(command_line(), path, "'" + quoted + "': " + error.problems().front().message);
        return std::nullopt;
    }
    problems.add(command_line(), path, "expected one value, found several lines");
    return std::nullopt;
}

std::vector<std::string> names_below(const Node& node, const std::string& rule) {
    std::vector<std::string> names;
    if (const Node::Table* entries = node.table()) {
        for (const auto& [key, value] : *entries) names.push_back(key);
        for (const std::string& key : allowed_keys(rule)) {
            if (key != "*" && node.find(key) == nullptr) names.push_back(key);
        }
    } else if (const Node::Array* elements = node.array()) {
        for (std::size_t i = 0; i < elements->size(); ++i) names.push_back(element_path("", (*elements)[i], i));
    }
    return names;
}

/// A parameter given on the command line no longer has the source of the config's number.
void mark_as_assumption(Node& parameter) {
    const Node* source = parameter.find("source");
    if (source == nullptr || source->text() == nullptr) return;
    if (source->origin().file != command_line().file) {
        const Node* old_note = parameter.find("note");
        std::string note = "set on the command line; the config's number has the source: " + *source->text();
        if (old_note != nullptr && old_note->text() != nullptr) note += "; " + *old_note->text();
        parameter.set("note", {note, command_line()});
        parameter.set("source", {std::string("assumption"), command_line()});
    }
}

/// Finds where an override goes, step by step, together with the rules that hold there.
class OverrideWalk {
public:
    OverrideWalk(Node& document, Problems& problems) : node_(&document), problems_(problems) {}

    void apply(const std::string& path, const std::vector<PathStep>& steps, const Node& value) {
        for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
            if (!descend(steps[i], path)) return;
        }
        assign(steps.back(), path, value);
    }

private:
    bool descend(const PathStep& step, const std::string& path) {
        Node* next = take_step(*node_, step);
        if (next == nullptr && is_legal_table(step)) {
            node_->set(step.name, {Node::Table{}, command_line()});
            next = take_step(*node_, step);
        }
        if (next == nullptr) {
            report_unknown(step, path);
            return false;
        }
        rule_ = rule_below(step);
        node_ = next;
        return true;
    }

    void assign(const PathStep& step, const std::string& path, const Node& value) {
        Node* target = take_step(*node_, step);
        const KeyRule* rule = step.index || node_->table() == nullptr ? nullptr : find_rule(rule_, step.name);
        const bool new_key = target == nullptr && rule != nullptr && !rule->path.ends_with('*');
        if (target == nullptr && !new_key) return report_unknown(step, path);
        if (rule == nullptr) {
            *target = value;
        } else if (rule->path == "parameters.*" && value.table() == nullptr) {
            set_parameter(*target, "value", value);
        } else if (rule_ == "parameters.*" && (step.name == "value" || step.name == "expression")) {
            set_parameter(*node_, step.name, value);
        } else {
            merge(*node_, {Node::Table{{step.name, value}}, value.origin()});
        }
    }

    /// A table that the config leaves out and may have, for example `validation`.
    [[nodiscard]] bool is_legal_table(const PathStep& step) const {
        if (step.index || node_->table() == nullptr) return false;
        const KeyRule* rule = find_rule(rule_, step.name);
        return rule != nullptr && rule->kind == Kind::table && !rule->path.ends_with('*');
    }

    static void set_parameter(Node& parameter, const std::string& key, const Node& value) {
        merge(parameter, {Node::Table{{key, value}}, value.origin()});
        mark_as_assumption(parameter);
    }

    [[nodiscard]] std::string rule_below(const PathStep& step) const {
        if (step.index || node_->array() != nullptr) return rule_ + "[]";
        const KeyRule* rule = find_rule(rule_, step.name);
        return rule == nullptr ? join_path(rule_, step.name) : path_below(*rule);
    }

    void report_unknown(const PathStep& step, const std::string& path) {
        const std::string name = step.index ? '[' + std::to_string(*step.index) + ']' : step.name;
        problems_.add(command_line(), path, unknown_name(name, names_below(*node_, rule_)));
    }

    Node* node_;
    std::string rule_;
    Problems& problems_;
};

}  // namespace

void merge(Node& base, const Node& over) {
    if (base.table() == nullptr || over.table() == nullptr) {
        base = over;
        return;
    }
    drop_alternative(base, over);
    drop_other_start(base, over);
    for (const auto& [key, value] : *over.table()) {
        Node* present = base.find(key);
        const bool named =
            std::find(arrays_merged_by_name.begin(), arrays_merged_by_name.end(), key) != arrays_merged_by_name.end();
        if (present == nullptr || replaces_whole(key, value)) {
            base.set(key, value);
        } else if (named && holds_tables(*present) && holds_tables(value)) {
            merge_by_name(*present, value);
        } else {
            merge(*present, value);
        }
    }
}

Node resolve_extends(Node document, const std::string& file) {
    return with_base(std::move(document), file, {std::filesystem::weakly_canonical(file)});
}

void apply_override(Node& document, const std::string& override_text, Problems& problems) {
    if (visible(override_text) != override_text) {
        problems.add(command_line(), visible(override_text),
                     "control characters and bytes that are no UTF-8 stand for "
                     "nothing here; in a string write \\u001b");
        return;
    }
    const std::size_t equals = override_text.find('=');
    const std::string path = override_text.substr(0, equals);
    const auto steps = split_path(path);
    if (equals == std::string::npos || !steps) {
        problems.add(command_line(), override_text, "expected path.to.key=value, e.g. parameters.h_local=0.03");
        return;
    }
    if (path == "extends") {
        problems.add(command_line(), path, "extends cannot be set here; write a config that extends another");
        return;
    }
    if (const auto value = parse_value(override_text.substr(equals + 1), path, problems)) {
        OverrideWalk(document, problems).apply(path, *steps, *value);
    }
}

}  // namespace ibtr::config
