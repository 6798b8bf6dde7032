#include "studies/arm_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ibtr/error.hpp"

namespace ibtr::studies {
namespace {

double total(const std::vector<double>& weights) {
    return std::accumulate(weights.begin(), weights.end(), 0.0);
}

/// One margin that the women must have: a share of some strata.
struct Margin {
    std::vector<double> among;  ///< by stratum: 1 for those that count, else 0
    double share;
};

/// Of the women that have weights. @return how far they were from it; negative where nobody can have it
double fit(const Margin& margin, std::vector<double>& weights) {
    double present = 0;
    for (std::size_t h = 0; h < weights.size(); ++h) present += weights[h] * margin.among[h];
    if ((margin.share > 0 && !(present > 0)) || (margin.share < 1 && !(present < 1))) return -1;
    const double with = present > 0 ? margin.share / present : 0;
    const double without = present < 1 ? (1 - margin.share) / (1 - present) : 0;
    for (std::size_t h = 0; h < weights.size(); ++h) weights[h] *= margin.among[h] > 0 ? with : without;
    return std::abs(present - margin.share);
}

std::vector<Margin> margins_of(const StrataCohort& cohort, const StudyArm& arm, const std::vector<double>& weights,
                               double shift) {
    std::vector<Margin> margins;
    for (const Selection& selection : arm.selections) {
        const ArmOfWomen with = cohort.women(arm.strategy, selection.women, PopulationKind::standardised);
        Margin margin{std::vector<double>(weights.size(), 0), selection.value};
        double present = 0;
        for (std::size_t h = 0; h < weights.size(); ++h) {
            margin.among[h] = with.weights[h] > 0 ? 1 : 0;
            present += margin.among[h] * weights[h];
        }
        const double odds = selection.value * std::exp(shift);
        if (selection.is_odds) margin.share = odds * present / (1 - present + odds * present);
        margins.push_back(std::move(margin));
    }
    return margins;
}

/// Share of women who are still followed at each end of a bin, [0 ... bins].
std::vector<double> followed(const StudyDesign& study, std::size_t bins, double bin_years) {
    std::vector<double> share;
    for (std::size_t j = 0; j <= bins; ++j) {
        const double years = static_cast<double>(j) * bin_years;
        double open = years < study.follow_up_years ? 1 : 0;
        if (years >= study.follow_up_years && years < study.longest_years())
            open = (study.longest_years() - years) / study.accrual_years;
        share.push_back(open * std::exp(-study.dropout_per_year * years));
    }
    return share;
}

}  // namespace

double SeenTable::women() const {
    return total(events) + total(left);
}

double SeenTable::women_of(std::size_t of_class) const {
    double sum = 0;
    for (std::size_t j = of_class * bins; j < (of_class + 1) * bins; ++j) sum += events[j] + left[j];
    return sum;
}

ArmParts women_of_arm(const StrataCohort& cohort, const StudyDesign& study, const StudyArm& arm, double shift) {
    constexpr double close_enough = 1e-12;
    constexpr int most_rounds = 10000;
    const PopulationKind kind = study.randomised ? PopulationKind::standardised : PopulationKind::as_observed;
    std::vector<double> weights = cohort.women(arm.strategy, study.group, kind).weights;
    const auto refuse = [&](const char* why) {
        throw UsageError(
            fmt::format("study '{}', arm of {}: {}", study.name, cohort.model().strategies[arm.strategy].name, why));
    };
    if (!(total(weights) > 0)) refuse("the model has no such women");
    const std::vector<Margin> margins = margins_of(cohort, arm, weights, shift);
    double farthest = margins.empty() ? 0 : 1;
    for (int round = 0; farthest > close_enough && round < most_rounds; ++round) {
        farthest = 0;
        for (const Margin& margin : margins) {
            const double distance = fit(margin, weights);
            if (distance < 0) refuse("nobody has what its selection asks for; check its columns odds: and share:");
            farthest = std::max(farthest, distance);
        }
    }
    if (farthest > close_enough) refuse("no women have all the shares and odds of its selection together");
    ArmParts parts{{arm.strategy, weights}};
    if (!arm.other_strategy) return parts;
    parts.push_back({*arm.other_strategy, weights});
    for (double& weight : parts[0].weights) weight *= 1 - arm.other_share;
    for (double& weight : parts[1].weights) weight *= arm.other_share;
    return parts;
}

SeenTable empty_table(const StrataCohort& cohort, const StudyDesign& study, const CellClasses& classes) {
    const std::size_t class_count = classes.empty() ? 1 : 1 + *std::max_element(classes.begin(), classes.end());
    const double longest = std::ceil(study.longest_years() * cohort.model().grid_per_year - 1e-9);
    const std::size_t solved = cohort.cells().grids->of(cohort.endpoint(study.endpoint).at_risk).intervals();
    return {class_count, std::min(solved, static_cast<std::size_t>(longest))};
}

SeenTable law_of_arm(const StrataCohort& cohort, const StudyDesign& study, const ArmParts& women,
                     const CellClasses& classes) {
    const Endpoint& endpoint = cohort.endpoint(study.endpoint);
    const SeriesGrids& grids = *cohort.cells().grids;
    SeenTable law = empty_table(cohort, study, classes);
    const std::size_t bins = law.bins, class_count = law.classes;
    const std::vector<double> open = followed(study, bins, 1.0 / cohort.model().grid_per_year);
    for (const ArmOfWomen& part : women)
        for (std::size_t c = 0; c < class_count; ++c) {
            ArmOfWomen of_class = part;
            for (std::size_t h = 0; h < of_class.weights.size(); ++h)
                if ((!classes.empty() && classes[h] != c) || !cohort.belongs(StratumIndex(h), study.analysed))
                    of_class.weights[h] = 0;
            const double share = total(of_class.weights);
            if (!(share > 0)) continue;
            const Arm arm = cohort.arm(of_class);
            const double *ended = arm.cumulative.data() + grids.first(endpoint.at_risk),
                         *event = arm.cumulative.data() + grids.first(endpoint.events);
            double* events = law.events.data() + c * bins;
            double* left = law.left.data() + c * bins;
            for (std::size_t j = 0; j < bins; ++j) {
                const double event_now = events_in(event, j), ended_now = events_in(ended, j);
                const double stays = j + 1 < bins ? open[j + 1] : 0;
                events[j] += event_now * open[j];
                left[j] += (ended_now - event_now) * open[j] + (share - ended[j]) * (open[j] - stays);
            }
        }
    return law;
}

}  // namespace ibtr::studies
