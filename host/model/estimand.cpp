#include "ibtr/estimand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

const std::vector<std::string>& estimand_measures() {
    static const std::vector<std::string> measures{
        "proportion", "rr_event", "rr_alive", "rd", "hr", "hr_stratified", "cumulative_hazard_ratio", "share_distant"};
    return measures;
}

bool is_contrast(const std::string& measure) {
    return measure != "proportion" && measure != "share_distant";
}

WomenClass parse_women(const Model& model, const std::string& text) {
    WomenClass women;
    if (text.empty()) return women;
    for (const std::string& condition : split_text(text, '&')) {
        const std::size_t equals = condition.find('=');
        const std::string name = condition.substr(0, equals);
        std::vector<std::string> factors;
        for (const Factor& factor : model.factors) factors.push_back(factor.name);
        const auto found = std::find(factors.begin(), factors.end(), name);
        if (found == factors.end()) throw UsageError("factor " + unknown_name(name, factors));
        const auto factor = static_cast<std::size_t>(found - factors.begin());
        if (equals == std::string::npos) throw UsageError(fmt::format("group '{}': expected factor=level", condition));
        std::vector<std::size_t> admitted;
        for (const std::string& level : split_text(condition.substr(equals + 1), '|')) {
            const std::vector<std::string>& levels = model.factors[factor].levels;
            const auto place = std::find(levels.begin(), levels.end(), level);
            if (place == levels.end())
                throw UsageError(fmt::format("level of {}: {}", name, unknown_name(level, levels)));
            admitted.push_back(static_cast<std::size_t>(place - levels.begin()));
        }
        women.emplace_back(factor, std::move(admitted));
    }
    return women;
}

}  // namespace ibtr
