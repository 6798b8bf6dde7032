#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include "verify/check.hpp"

namespace ibtr::verify {

/// Gathers comparisons to a finding: it passes where there was one at least, and all held.
class Verdict {
public:
    /// @param expected the law in words
    explicit Verdict(std::string expected) : expected_(std::move(expected)) {}

    /// A number that has to be at most a limit; NaN is not.
    /// @param where what was compared: a text, or a function that makes one
    template <class Where>
    void bounded(double value, double limit, const Where& where) {
        ++compared_;
        const bool holds = value <= limit;
        if (!holds) ++failed_;
        const double share = limit > 0 ? value / limit : holds ? 0 : value;
        const bool is_worst = std::isnan(value) ? !std::isnan(worst_share_) : share > worst_share_;
        if (!is_worst && compared_ > 1) return;
        worst_share_ = share;
        worst_ = value;
        worst_limit_ = limit;
        worst_where_ = text(where);
    }
    template <class Where>
    void close(double a, double b, double tolerance, const Where& where) {
        bounded(std::abs(a - b), tolerance, where);
    }
    template <class Where>
    void at_most(double a, double b, double slack, const Where& where) {
        bounded(std::max(a - b, 0.0) + (std::isnan(a - b) ? a - b : 0.0), slack, where);
    }
    /// Something that is so or not.
    template <class Where>
    void holds(bool so, const Where& where) {
        ++stated_;
        if (so) return;
        if (broken_++ == 0) first_broken_ = text(where);
    }
    /// Says where not all were looked at.
    void remark_on_sample(std::size_t looked_at, std::size_t all, std::string_view what);
    /// Appended to what was observed.
    void remark(std::string_view words) {
        if (!remarks_.empty()) remarks_ += "; ";
        remarks_ += words;
    }
    [[nodiscard]] Finding finding() const;

private:
    template <class Where>
    static std::string text(const Where& where) {
        if constexpr (std::is_invocable_v<Where>)
            return where();
        else
            return std::string(where);
    }

    std::string expected_, remarks_, worst_where_, first_broken_;
    std::size_t compared_ = 0, failed_ = 0, stated_ = 0, broken_ = 0;
    double worst_share_ = -1, worst_ = 0, worst_limit_ = 0;
};

Finding not_applicable(std::string expected, std::string reason);

}  // namespace ibtr::verify
