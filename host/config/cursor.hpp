#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/node.hpp"

namespace ibtr::config {

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

}  // namespace ibtr::config
