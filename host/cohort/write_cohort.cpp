#include "cohort/write_cohort.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/build_info.hpp"
#include "base/json_number.hpp"
#include "cohort/fragment.hpp"
#include "survival/person_years.hpp"

namespace ibtr::cohort {
namespace {

survival::PersonYears person_years(const TransitionFits& of_move) {
    const survival::ParametricFit& fit = of_move.fits.front();
    return {fit.events, fit.years};
}

std::string manifest_text(const CohortAnalysis& analysis) {
    nlohmann::ordered_json json;
    json["command"] = "cohort";
    json["version"] = build_info.version;
    json["git_describe"] = build_info.git_describe;
    json["compiler"] = build_info.compiler;
    json["compiler_flags"] = build_info.compiler_flags;
    for (const SourceFile& file : analysis.cohort.files)
        json["files"].push_back({{"path", file.path}, {"digest", file.digest}});
    const CohortRequest& request = analysis.request;
    json["request"] = {{"breaks_years", request.breaks},
                       {"times_years", analysis.times},
                       {"groups", request.groups},
                       {"from", request.from},
                       {"cox", request.cox},
                       {"covariates", request.covariates},
                       {"strata", request.strata},
                       {"fits", request.fits},
                       {"clock", name_of(request.clock)}};
    return json.dump(2) + "\n";
}

}  // namespace

Remarks write_cohort(const CohortAnalysis& analysis, const RunFolder& folder) {
    Remarks remarks = analysis.cohort.remarks;
    const std::string cox = analysis.request.cox.empty() ? "" : cox_csv(analysis, remarks);
    const std::string fragment = fragment_toml(analysis, remarks);
    folder.discard_old_run();
    folder.write("transitions.csv", transitions_csv(analysis));
    folder.write("rates.csv", rates_csv(analysis));
    folder.write("survival.csv", survival_csv(analysis));
    if (!analysis.request.groups.empty()) folder.write("log_rank.csv", log_rank_csv(analysis));
    folder.write("occupancy.csv", occupancy_csv(analysis));
    if (!cox.empty()) folder.write("cox.csv", cox);
    folder.write("fits.csv", fits_csv(analysis));
    folder.write("fragment.toml", fragment);
    folder.write("manifest.json", manifest_text(analysis));
    return remarks;
}

FileNames cohort_files() {
    return {"transitions.csv", "rates.csv", "survival.csv",  "log_rank.csv", "occupancy.csv",
            "cox.csv",         "fits.csv",  "fragment.toml", "manifest.json"};
}

std::string cohort_table(const CohortAnalysis& analysis) {
    const ObservedCohort& cohort = analysis.cohort;
    std::string text = fmt::format("{} people, {} spells, first seen in {}\n", cohort.people, cohort.id.size(),
                                   cohort.states[cohort.start_state]);
    std::size_t width = 10;
    for (const Move move : analysis.moves) width = std::max(width, cohort.name_of(move).size());
    text += fmt::format("\n{:<{}}  {:>6}  {:>12}  {:>6}  {:<16}  {}\n", "transition", width, "events", "person-years",
                        "rate", "95 % interval", "best fit");
    for (const TransitionFits& of_move : analysis.fits) {
        const survival::PersonYears all = person_years(of_move);
        const Interval limits = all.limits();
        text += fmt::format("{:<{}}  {:>6}  {:>12.1f}  {:>6.4f}  [{:.4f}, {:.4f}]  {}, by {}\n",
                            cohort.name_of(of_move.move), width, all.events, all.years, all.rate(), limits.low,
                            limits.high, survival::name_of(of_move.fits[of_move.best].family), name_of(of_move.clock));
    }
    return text;
}

std::string cohort_json(const CohortAnalysis& analysis) {
    nlohmann::ordered_json json;
    json["people"] = analysis.cohort.people;
    json["states"] = analysis.cohort.states;
    for (const TransitionFits& of_move : analysis.fits) {
        const survival::ParametricFit& best = of_move.fits[of_move.best];
        const survival::PersonYears all = person_years(of_move);
        nlohmann::ordered_json values = nlohmann::ordered_json::array();
        for (const double value : best.values) values.push_back(number_or_null(value));
        json["transitions"].push_back({{"name", analysis.cohort.name_of(of_move.move)},
                                       {"events", all.events},
                                       {"person_years", all.years},
                                       {"rate_per_year", number_or_null(all.rate())},
                                       {"clock", name_of(of_move.clock)},
                                       {"family", survival::name_of(best.family)},
                                       {"values", std::move(values)},
                                       {"aic", number_or_null(best.aic())}});
    }
    return json.dump() + "\n";
}

}  // namespace ibtr::cohort
