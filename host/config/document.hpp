#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ibtr/error.hpp"

namespace ibtr::config {

/// Where a value was written: survives merging, so that a problem can be reported at its own line.
struct Origin {
    std::shared_ptr<const std::string> file;  ///< as the user gave it, or "--set"
    int line = 0;                             ///< 1-based; 0 where no line applies
};

/// One value of a config document, with its origin. Unlike toml::node it can be copied without losing
/// its origin, and its tables keep the order in which they were written.
class Node {
public:
    using Array = std::vector<Node>;
    using Table = std::vector<std::pair<std::string, Node>>;
    using Value = std::variant<bool, std::int64_t, double, std::string, Array, Table>;

    Node(Value value, Origin origin) : value_(std::move(value)), origin_(std::move(origin)) {}

    [[nodiscard]] const Value& value() const noexcept { return value_; }
    [[nodiscard]] const Origin& origin() const noexcept { return origin_; }

    [[nodiscard]] const Array* array() const noexcept { return std::get_if<Array>(&value_); }
    [[nodiscard]] Array* array() noexcept { return std::get_if<Array>(&value_); }
    [[nodiscard]] const Table* table() const noexcept { return std::get_if<Table>(&value_); }
    [[nodiscard]] Table* table() noexcept { return std::get_if<Table>(&value_); }
    [[nodiscard]] const std::string* text() const noexcept { return std::get_if<std::string>(&value_); }
    /// An integer or a float, as a float.
    [[nodiscard]] std::optional<double> number() const noexcept;

    /// Value of a key of a table; null where this is no table or has no such key.
    [[nodiscard]] const Node* find(std::string_view key) const noexcept;
    [[nodiscard]] Node* find(std::string_view key) noexcept;
    /// Element of an array of tables whose `name` is given; null where there is none.
    [[nodiscard]] Node* find_named(std::string_view name) noexcept;
    /// Adds a key to this table or replaces its value, keeping its place.
    void set(std::string_view key, Node value);
    void remove(std::string_view key);

    /// What a message calls it: "a number", "a table", ...
    [[nodiscard]] std::string kind() const;

private:
    Value value_;
    Origin origin_;
};

/// Parses TOML text; `file` names it in messages.
/// @throws ConfigError with the line of the first syntax error.
Node parse_toml(std::string_view text, const std::string& file);

/// Canonical TOML text of a document: same document, same text; reading it back gives the same document.
std::string write_toml(const Node& document);

/// A value on one line, as it would be written after `key = `.
std::string write_value(const Node& node);

/// "parent.key", or "key" at the top.
std::string join_path(std::string_view parent, std::string_view key);

/// Path of an array's element: by its `name` where it has one ("transitions.local"), else by index ("rows[0]").
std::string element_path(const std::string& array_path, const Node& element, std::size_t index);

/// One step of a path: a key, the name of an element, or an index.
struct PathStep {
    std::string name;  ///< empty for an index
    std::optional<std::size_t> index;
};

/// "transitions.local.hazard_ratios[0].value" in steps; nothing where the text is no path.
std::optional<std::vector<PathStep>> split_path(std::string_view path);

/// The node one step below; null where there is none.
Node* take_step(Node& node, const PathStep& step);

/// The node at a path, or the nearest one above it: where to point when the key itself is missing.
const Node& closest_node(const Node& document, std::string_view path);

/// A place in a document: a value, or the gap where one is missing, and the dotted path that leads there.
/// Values of the wrong kind read as missing: check_shape has reported them.
class Cursor {
public:
    explicit Cursor(const Node& document) : node_(&document), origin_(document.origin()) {}

    [[nodiscard]] bool present() const noexcept { return node_ != nullptr; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// Of the value, or of the nearest table around a missing one.
    [[nodiscard]] const Origin& origin() const noexcept { return origin_; }
    [[nodiscard]] const Node* node() const noexcept { return node_; }

    [[nodiscard]] Cursor at(std::string_view key) const;
    /// Elements of an array; a single string counts as an array of one.
    [[nodiscard]] std::vector<Cursor> elements() const;
    /// Keys and values of a table, in the order written.
    [[nodiscard]] std::vector<std::pair<std::string, Cursor>> entries() const;

    [[nodiscard]] std::optional<std::string> text() const;
    [[nodiscard]] std::string text_or(std::string_view fallback) const;
    [[nodiscard]] std::optional<double> number() const;  ///< finite
    [[nodiscard]] std::vector<double> numbers() const;
    [[nodiscard]] std::optional<std::int64_t> whole() const;
    [[nodiscard]] bool flag() const;

private:
    Cursor(const Node* node, Origin origin, std::string path)
        : node_(node), origin_(std::move(origin)), path_(std::move(path)) {}

    const Node* node_;
    Origin origin_;
    std::string path_;
};

/// Collects what is wrong, so that all of it is reported at once.
class Problems {
public:
    void add(const Origin& origin, std::string key, std::string message);
    [[nodiscard]] bool empty() const noexcept { return problems_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return problems_.size(); }
    /// @throws ConfigError listing the problems by file and line, if there are any.
    void throw_if_any() const;

private:
    std::vector<Problem> problems_;
};

}  // namespace ibtr::config
