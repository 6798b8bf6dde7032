#pragma once

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <string>
#include <string_view>

namespace ibtr {

/// Rows of comma-separated fields, gathered in memory: tens of thousands of rows become one write.
class CsvText {
public:
    explicit CsvText(std::string_view header) { text_.append(header); }

    /// A text, quoted where it has to be (RFC 4180).
    void field(std::string_view name) {
        separate();
        if (name.find_first_of(",\"\r\n") == std::string_view::npos) {
            text_.append(name);
            return;
        }
        text_.push_back('"');
        for (const char c : name) {
            if (c == '"') text_.push_back('"');
            text_.push_back(c);
        }
        text_.push_back('"');
    }

    /// The shortest decimal that reads back to the same double; empty where undefined.
    void field(double number) {
        separate();
        if (std::isfinite(number)) fmt::format_to(std::back_inserter(text_), "{}", number);
    }

    void end_row() {
        text_.push_back('\n');
        row_is_empty_ = true;
    }

    [[nodiscard]] std::string take() const { return fmt::to_string(text_); }

private:
    void separate() {
        if (!row_is_empty_) text_.push_back(',');
        row_is_empty_ = false;
    }

    fmt::memory_buffer text_;
    bool row_is_empty_ = true;
};

}  // namespace ibtr
