#include "explore/request_head.hpp"

#include <iterator>
#include <optional>
#include <string>

namespace ibtr::explore {

namespace http = boost::beast::http;

RequestHead to_head(const http::request_header<>& header) {
    const auto field = [&](const auto& name) -> std::optional<std::string> {
        const auto range = header.equal_range(name);
        if (range.first == range.second) return std::nullopt;
        std::string value(range.first->value());
        return std::next(range.first) == range.second ? value : value + ", " + std::string(value);
    };
    return {std::string(header.method_string()), std::string(header.target()),     field(http::field::host),
            field(http::field::origin),          field(http::field::content_type), field("X-Ibtr-Token")};
}

}  // namespace ibtr::explore
