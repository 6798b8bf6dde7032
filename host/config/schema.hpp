#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"

namespace ibtr::config {

/// What a key's value must be.
enum class Kind : std::uint8_t {
    flag,            ///< true or false
    whole,           ///< an integer, or a float without a fraction (1e6)
    number,          ///< a finite number
    text,            ///< a string
    input,           ///< a finite number, or the name of a parameter
    number_or_text,  ///< a finite number or a string
    texts,           ///< an array of strings
    name_or_names,   ///< a string or an array of strings
    numbers,         ///< an array of finite numbers
    inputs,          ///< an array of numbers and parameter names
    number_lists,    ///< an array of arrays of numbers
    table,           ///< a table whose keys have rules of their own
    tables,          ///< an array of such tables
    mix,             ///< a table of weights, or an array of tables
    endpoint,        ///< an array of strings, or a table with one
};

/// One legal key. In `path`, "*" is any name and "[]" an element of an array of tables.
struct KeyRule {
    std::string_view path;
    Kind kind;
    bool required = false;
    std::string_view like = {};  ///< where not empty, the keys of the table, or of each, are those below this path
};

/// Path of the rules below a table; below an element of an array of tables with "[]".
inline std::string path_below(const KeyRule& rule) {
    return std::string(rule.like.empty() ? rule.path : rule.like);
}

/// Every legal key: the one place that says so. docs/config.md documents exactly these.
std::span<const KeyRule> schema();

/// Words for a kind: "a finite number", "an array of strings", ...
std::string_view describe(Kind kind);

/// Reports unknown keys, missing keys and values of the wrong kind.
void check_shape(const Node& document, Problems& problems);

/// The rule of a key below a rule path: the key's own, or that of "*". Null where the key is not legal.
const KeyRule* find_rule(std::string_view parent_rule_path, std::string_view key);

/// Keys that may stand below a rule path; "*" where names are free.
std::vector<std::string> allowed_keys(std::string_view parent_rule_path);

}  // namespace ibtr::config
