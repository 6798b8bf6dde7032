#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "validate/validation.hpp"

namespace ibtr {

Score score_of(const std::vector<TargetResult>& results) {
    Score score;
    std::map<std::string, bool> cohorts;
    for (const TargetResult& result : results) {
        if (!result.met) continue;
        if (result.by_construction) {
            ++score.by_construction;
            score.by_construction_met += *result.met;
            continue;
        }
        ++score.judged;
        score.met += *result.met;
        const auto [cohort, added] = cohorts.emplace(result.cohort, true);
        cohort->second = cohort->second && *result.met;
    }
    score.cohorts = cohorts.size();
    for (const auto& [name, met] : cohorts) score.cohorts_met += met;
    return score;
}

std::string score_text(const Score& score) {
    std::string text = fmt::format(
        "{} of {} independent cohorts have all their judged targets met; {} of {} targets, many of the same "
        "women\n",
        score.cohorts_met, score.cohorts, score.met, score.judged);
    if (score.by_construction > 0)
        text += fmt::format("apart from these: {} of {} met by construction, a parameter being solved on the number\n",
                            score.by_construction_met, score.by_construction);
    return text;
}

}  // namespace ibtr
