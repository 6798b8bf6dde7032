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

}  // namespace ibtr::config
