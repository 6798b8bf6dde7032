#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>

#include "ibtr/design.hpp"

namespace ibtr::psa {

/// Numbers of draws, each once and in ascending order. Memory grows with the number of stretches without a gap, not
/// with that of draws.
class DrawSet {
public:
    DrawSet() = default;
    /// Ranges as append() takes them, one after the other.
    DrawSet(std::initializer_list<DrawRange> ranges);

    /// Adds a range, which may be empty, behind all others. @throws std::logic_error where it does not lie there
    void append(DrawRange range);
    void append(const DrawSet& behind);

    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The first draw, of a set that is not empty.
    [[nodiscard]] std::uint32_t front() const { return ranges_.front().begin; }
    /// None is empty, and between any two is a gap.
    [[nodiscard]] const std::deque<DrawRange>& ranges() const { return ranges_; }

    /// Removes the first draw of a set that is not empty.
    std::uint32_t take_front();
    /// Removes the first draws, up to `most` of them.
    DrawSet take_front(std::uint64_t most);

    friend bool operator==(const DrawSet&, const DrawSet&) = default;

private:
    std::deque<DrawRange> ranges_;
    std::uint64_t size_ = 0;
};

}  // namespace ibtr::psa
