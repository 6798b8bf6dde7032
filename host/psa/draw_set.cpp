#include "psa/draw_set.hpp"

#include <algorithm>
#include <stdexcept>

namespace ibtr::psa {

DrawSet::DrawSet(std::initializer_list<DrawRange> ranges) {
    for (const DrawRange& range : ranges) append(range);
}

void DrawSet::append(DrawRange range) {
    if (range.begin > range.end) throw std::logic_error("a range of draws ends before it begins");
    if (range.begin == range.end) return;
    if (!ranges_.empty() && range.begin < ranges_.back().end) throw std::logic_error("draws out of order");
    if (!ranges_.empty() && range.begin == ranges_.back().end)
        ranges_.back().end = range.end;
    else
        ranges_.push_back(range);
    size_ += range.end - range.begin;
}

void DrawSet::append(const DrawSet& behind) {
    for (const DrawRange& range : behind.ranges_) append(range);
}

std::uint32_t DrawSet::take_front() {
    DrawRange& first = ranges_.front();
    const std::uint32_t draw = first.begin++;
    if (first.begin == first.end) ranges_.pop_front();
    --size_;
    return draw;
}

DrawSet DrawSet::take_front(std::uint64_t most) {
    DrawSet taken;
    while (!empty() && taken.size() < most) {
        DrawRange& first = ranges_.front();
        const std::uint64_t wanted = std::min<std::uint64_t>(most - taken.size(), first.end - first.begin);
        const DrawRange part{first.begin, first.begin + static_cast<std::uint32_t>(wanted)};
        taken.append(part);
        size_ -= wanted;
        first.begin = part.end;
        if (first.begin == first.end) ranges_.pop_front();
    }
    return taken;
}

}  // namespace ibtr::psa
