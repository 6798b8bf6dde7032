#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "config/document.hpp"
#include "config/schema.hpp"

namespace ibtr::config {
namespace {

bool is_finite_number(const Node& node) {
    const auto number = node.number();
    return number && std::isfinite(*number);
}

bool is_whole(const Node& node) {
    constexpr double largest_exact = 9007199254740992.0;  // 2^53
    const auto* real = std::get_if<double>(&node.value());
    if (real == nullptr) return std::holds_alternative<std::int64_t>(node.value());
    return std::trunc(*real) == *real && std::abs(*real) <= largest_exact;
}

bool is_text(const Node& node) {
    return node.text() != nullptr;
}
bool is_table(const Node& node) {
    return node.table() != nullptr;
}
bool is_input(const Node& node) {
    return is_finite_number(node) || is_text(node);
}

template <class Predicate>
bool is_array_of(const Node& node, Predicate predicate) {
    return node.array() != nullptr && std::all_of(node.array()->begin(), node.array()->end(), predicate);
}

bool fits(const Node& node, Kind kind) {
    switch (kind) {
        case Kind::flag:
            return std::holds_alternative<bool>(node.value());
        case Kind::whole:
            return is_whole(node);
        case Kind::number:
            return is_finite_number(node);
        case Kind::text:
            return is_text(node);
        case Kind::input:
        case Kind::number_or_text:
            return is_input(node);
        case Kind::texts:
            return is_array_of(node, is_text);
        case Kind::name_or_names:
            return is_text(node) || is_array_of(node, is_text);
        case Kind::numbers:
            return is_array_of(node, is_finite_number);
        case Kind::inputs:
            return is_array_of(node, is_input);
        case Kind::number_lists:
            return is_array_of(node, [](const Node& list) { return is_array_of(list, is_finite_number); });
        case Kind::table:
            return is_table(node);
        case Kind::tables:
            return is_array_of(node, is_table);
        case Kind::mix:
            return is_table(node) || is_array_of(node, is_table);
        case Kind::endpoint:
            return is_table(node) || is_array_of(node, is_text);
    }
    return false;
}

/// Walks a document along the rules.
class ShapeChecker {
public:
    explicit ShapeChecker(Problems& problems) : problems_(problems) {}

    void check_table(const Node& table, const std::string& path, const std::string& rule) {
        for (const auto& [key, value] : *table.table()) check_entry(key, value, path, rule);
        for (const KeyRule& candidate : schema()) {
            const std::string_view key = last_key(candidate.path);
            if (!candidate.required || join_path(rule, key) != candidate.path || table.find(key) != nullptr) continue;
            problems_.add(table.origin(), join_path(path, key),
                          "missing; expected " + std::string(describe(candidate.kind)));
        }
    }

private:
    static std::string_view last_key(std::string_view path) { return path.substr(path.rfind('.') + 1); }

    void check_entry(const std::string& key, const Node& value, const std::string& path, const std::string& rule) {
        const KeyRule* known = find_rule(rule, key);
        if (known == nullptr) {
            problems_.add(value.origin(), join_path(path, key), "key " + unknown_name(key, allowed_keys(rule)));
        } else if (!fits(value, known->kind)) {
            problems_.add(value.origin(), join_path(path, key),
                          "found " + write_value(value) + ", " + value.kind() + "; expected " +
                              std::string(describe(known->kind)));
        } else {
            descend(value, join_path(path, key), *known);
        }
    }

    void descend(const Node& value, const std::string& path, const KeyRule& rule) {
        if (is_table(value)) {
            check_table(value, path, path_below(rule));
        } else if (rule.kind == Kind::tables || rule.kind == Kind::mix) {
            for (std::size_t i = 0; i < value.array()->size(); ++i) {
                const Node& element = (*value.array())[i];
                check_table(element, element_path(path, element, i), path_below(rule) + "[]");
            }
        }
    }

    Problems& problems_;
};

}  // namespace

void check_shape(const Node& document, Problems& problems) {
    ShapeChecker(problems).check_table(document, "", "");
}

}  // namespace ibtr::config
