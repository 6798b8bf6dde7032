#include "verify/verdict.hpp"

#include <fmt/format.h>

#include <utility>

namespace ibtr::verify {

const char* to_text(Status status) {
    switch (status) {
        case Status::pass:
            return "pass";
        case Status::fail:
            return "fail";
        case Status::not_applicable:
            break;
    }
    return "not_applicable";
}

void Verdict::remark_on_sample(std::size_t looked_at, std::size_t all, std::string_view what) {
    if (looked_at < all) remark(fmt::format("{} of {} {}", looked_at, all, what));
}

Finding Verdict::finding() const {
    std::string observed;
    const auto say = [&](const std::string& words) { observed += (observed.empty() ? "" : "; ") + words; };
    if (broken_ > 0) say(fmt::format("{} of {} statements do not hold, first: {}", broken_, stated_, first_broken_));
    if (compared_ > 0) {
        if (failed_ > 0) say(fmt::format("{} of {} comparisons fail", failed_, compared_));
        say(fmt::format("largest of {} comparisons {:.2g}, {:.2g} allowed: {}", compared_, worst_, worst_limit_,
                        worst_where_));
    }
    if (broken_ == 0 && stated_ > 0) say(fmt::format("{} statements hold", stated_));
    if (compared_ + stated_ == 0) say("nothing was compared");
    if (!remarks_.empty()) say(remarks_);
    const bool passes = compared_ + stated_ > 0 && failed_ + broken_ == 0;
    return {passes ? Status::pass : Status::fail, expected_, std::move(observed)};
}

Finding not_applicable(std::string expected, std::string reason) {
    return {Status::not_applicable, std::move(expected), "", std::move(reason)};
}

}  // namespace ibtr::verify
