#include "studies/simulate_studies.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <utility>

#include "base/parallel.hpp"
#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "studies/arm_law.hpp"
#include "studies/arm_women.hpp"
#include "studies/study_estimate.hpp"

namespace ibtr::studies {
namespace {

double longest_of(const Model& model, const std::vector<StudyDesign>& designs) {
    double years = 0;
    for (const StudyDesign& study : designs)
        years = std::max(years, std::min(study.longest_years(), std::max(study.horizon_years, 0.0)));
    return std::max(1.0, std::ceil(years * model.grid_per_year - 1e-9)) / model.grid_per_year;
}

/// An arm of a study that is drawn again and again.
class DrawnArm {
public:
    DrawnArm(const StrataCohort& cohort, const StudyDesign& study, const StudyArm& arm, const CellClasses& classes)
        : cohort_(&cohort),
          study_(&study),
          arm_(&arm),
          classes_(&classes),
          law_(law_of_arm(cohort, study, women_of_arm(cohort, study, arm, 0), classes)),
          women_(law_) {}

    [[nodiscard]] const SeenTable& law() const { return law_; }
    [[nodiscard]] std::uint32_t count() const { return arm_->women; }
    [[nodiscard]] SeenTable no_women() const { return {law_.classes, law_.bins}; }

    /// @param shift of the logarithm of its odds of selection in this replicate, in standard deviations
    [[nodiscard]] std::vector<std::uint32_t> draw(const ArmStream& stream, double shift) const {
        std::vector<std::uint32_t> places;
        if (arm_->selection_sd > 0)
            ArmWomen(law_of_arm(*cohort_, *study_, women_of_arm(*cohort_, *study_, *arm_, shift * arm_->selection_sd),
                                *classes_))
                .draw(stream, arm_->women, places);
        else
            women_.draw(stream, arm_->women, places);
        return places;
    }
    [[nodiscard]] const ArmWomen& women() const { return women_; }

private:
    const StrataCohort* cohort_;
    const StudyDesign* study_;
    const StudyArm* arm_;
    const CellClasses* classes_;
    SeenTable law_;
    ArmWomen women_;
};

/// A study that is done again and again.
class RepeatedStudy {
public:
    RepeatedStudy(const StrataCohort& cohort, const StudyDesign& design, std::uint32_t number)
        : design_(&design),
          number_(number),
          grid_per_year_(cohort.model().grid_per_year),
          classes_(design.adjusted_for.empty() ? CellClasses{} : cohort.classes(design.adjusted_for)),
          first_(cohort, design, design.first, classes_),
          second_(cohort, design, design.second, classes_) {}
    RepeatedStudy(const RepeatedStudy&) = delete;
    RepeatedStudy& operator=(const RepeatedStudy&) = delete;

    /// Without chance: the table is what infinitely many women would show, counted as so many.
    [[nodiscard]] double mean_effect() const {
        constexpr double many = 1e9;
        SeenTable first = first_.law(), second = second_.law();
        const bool pairs = design_->estimate == StudyEstimate::matched;
        for (std::size_t c = 0; c < first.classes; ++c) {
            const double size_1 = pairs ? first.women_of(c) * first_.count() : 1,
                         size_2 = pairs ? second.women_of(c) * second_.count() : 1;
            const double kept = std::min(size_1, size_2);
            scale(first, c, many * (size_1 > 0 ? kept / size_1 : 0));
            scale(second, c, many * (size_2 > 0 ? kept / size_2 : 0));
        }
        if (!pairs) weigh_by_arm(first, second);
        const auto effect = estimate_study(*design_, first, second, grid_per_year_);
        return effect ? effect->estimate : undefined;
    }

    [[nodiscard]] std::optional<meta::Effect> replicate(std::uint64_t seed, std::uint32_t r) const {
        const double shift = normal_of_study({seed, r, number_, 2});
        const std::vector<std::uint32_t> a = first_.draw({seed, r, number_, 0}, shift);
        const std::vector<std::uint32_t> b = second_.draw({seed, r, number_, 1}, shift);
        SeenTable first = first_.no_women(), second = second_.no_women();
        std::vector<std::uint32_t> pairs;
        if (design_->estimate == StudyEstimate::matched) {
            pairs = first_.women().women_by_class(a);
            const std::vector<std::uint32_t> others = second_.women().women_by_class(b);
            for (std::size_t c = 0; c < pairs.size(); ++c) pairs[c] = std::min(pairs[c], others[c]);
        }
        first_.women().tally(a, pairs, first);
        second_.women().tally(b, pairs, second);
        return estimate_study(*design_, first, second, grid_per_year_);
    }

    [[nodiscard]] std::uint64_t women() const { return std::uint64_t{first_.count()} + second_.count(); }

private:
    static void scale(SeenTable& table, std::size_t of_class, double factor) {
        for (std::size_t j = of_class * table.bins; j < (of_class + 1) * table.bins; ++j) {
            table.events[j] *= factor;
            table.left[j] *= factor;
        }
    }
    /// Arms count as many women as they have: what a likelihood converges to depends on it.
    void weigh_by_arm(SeenTable& first, SeenTable& second) const {
        const double all = static_cast<double>(first_.count()) + second_.count();
        for (std::size_t c = 0; c < first.classes; ++c) {
            scale(first, c, first_.count() / all);
            scale(second, c, second_.count() / all);
        }
    }

    const StudyDesign* design_;
    std::uint32_t number_;
    unsigned grid_per_year_;
    CellClasses classes_;
    DrawnArm first_, second_;
};

std::vector<PooledSet> sets_of(const std::vector<StudyDesign>& designs) {
    std::vector<PooledSet> sets;
    for (std::size_t d = 0; d < designs.size(); ++d) {
        auto place = std::find_if(sets.begin(), sets.end(), [&](const PooledSet& set) {
            return set.endpoint == designs[d].endpoint && set.measure == designs[d].measure;
        });
        if (place == sets.end()) {
            sets.emplace_back();
            place = sets.end() - 1;
            place->endpoint = designs[d].endpoint;
            place->measure = designs[d].measure;
        }
        place->designs.push_back(d);
    }
    return sets;
}

double pooled_scale(Measure measure, double published) {
    return measure == Measure::rd ? published : std::log(published);
}

/// What a set's replicates say together. @param intervals of the pooled effect, by replicate
void summarise(PooledSet& set, const std::vector<Interval>& intervals, const std::optional<Published>& published) {
    std::size_t covered = 0, defined = 0, above = 0, i2_above = 0;
    const std::vector<double> estimates = set.column(PooledNumber::estimate), i2 = set.column(PooledNumber::i2);
    const double at = published ? pooled_scale(set.measure, published->estimate) : undefined;
    for (std::size_t r = 0; r < estimates.size(); ++r) {
        if (std::isnan(estimates[r])) continue;
        ++defined;
        covered += intervals[r].low <= set.mean_effect && set.mean_effect <= intervals[r].high ? 1 : 0;
        if (!published) continue;
        above += estimates[r] >= at ? 1 : 0;
        i2_above += i2[r] >= published->i2 ? 1 : 0;
    }
    const auto share = [&](std::size_t count) {
        return defined > 0 ? static_cast<double>(count) / static_cast<double>(defined) : undefined;
    };
    set.coverage = share(covered);
    if (!published) return;
    set.share_above = share(above);
    set.share_i2_above = share(i2_above);
    std::vector<double> proportions;
    for (const double percent : i2) proportions.push_back(percent / 100);
    set.density = joint_density(estimates, proportions, at, published->i2 / 100);
}

/// Weights of the designs of a set in its pool, on average over replicates, with the means that are defined.
double mean_over_designs(const PooledSet& set, const std::vector<double>& weights) {
    double sum = 0, all = 0;
    for (std::size_t k = 0; k < set.designs.size(); ++k) {
        if (std::isnan(set.means[k])) continue;
        sum += weights[k] * set.means[k];
        all += weights[k];
    }
    return all > 0 ? sum / all : undefined;
}

}  // namespace

std::vector<double> PooledSet::column(PooledNumber number) const {
    std::vector<double> values;
    values.reserve(replicates.size());
    for (const PooledReplicate& replicate : replicates) values.push_back(replicate[static_cast<std::size_t>(number)]);
    return values;
}

StudiesResult simulate_studies(const Model& model, const Parameters& parameters, std::vector<StudyDesign> designs,
                               const StudiesOptions& options) {
    StudiesResult result{std::move(designs), {}, {}, 0, options.replicates};
    const StrataCohort cohort(model, parameters, longest_of(model, result.designs), exact_cells(options.exact));
    std::vector<std::unique_ptr<RepeatedStudy>> studies;
    for (std::size_t d = 0; d < result.designs.size(); ++d) {
        studies.push_back(std::make_unique<RepeatedStudy>(cohort, result.designs[d], static_cast<std::uint32_t>(d)));
        result.women += options.replicates * studies.back()->women();
    }
    result.sets = sets_of(result.designs);
    std::vector<std::vector<Interval>> intervals(result.sets.size(), std::vector<Interval>(options.replicates));
    std::vector<std::vector<std::vector<double>>> weights(result.sets.size());
    for (std::size_t s = 0; s < result.sets.size(); ++s) {
        PooledSet& set = result.sets[s];
        set.replicates.resize(options.replicates);
        weights[s].resize(options.replicates);
        for (const std::size_t d : set.designs) set.means.push_back(studies[d]->mean_effect());
    }
    result.effects.resize(std::size_t{options.replicates} * studies.size());
    std::uint32_t done = 0;
    std::mutex telling;
    parallel_for(options.replicates, thread_count(options.exact.threads), [&](std::size_t r) {
        std::vector<std::optional<meta::Effect>> effects(studies.size());
        for (std::size_t d = 0; d < studies.size(); ++d)
            effects[d] = studies[d]->replicate(options.seed, static_cast<std::uint32_t>(r));
        for (std::size_t s = 0; s < result.sets.size(); ++s) {
            std::vector<std::optional<meta::Effect>> of_set;
            for (const std::size_t d : result.sets[s].designs) of_set.push_back(effects[d]);
            std::optional<meta::Pooled> pooled;
            result.sets[s].replicates[r] = pool_replicate(of_set, options.method, options.test, &pooled);
            if (!pooled) continue;
            intervals[s][r] = pooled->ci;
            weights[s][r].assign(of_set.size(), 0);
            for (std::size_t k = 0, next = 0; k < of_set.size(); ++k)
                if (of_set[k]) weights[s][r][k] = pooled->weights[next++];
        }
        std::copy(effects.begin(), effects.end(),
                  result.effects.begin() + static_cast<std::ptrdiff_t>(r * studies.size()));
        const std::scoped_lock lock(telling);
        if (options.progress && !options.progress(++done)) throw Interrupted("stopped");
    });
    for (std::size_t s = 0; s < result.sets.size(); ++s) {
        PooledSet& set = result.sets[s];
        std::vector<double> mean_weights(set.designs.size(), 0);
        for (const std::vector<double>& of_replicate : weights[s])
            for (std::size_t k = 0; k < of_replicate.size(); ++k) mean_weights[k] += of_replicate[k];
        set.mean_effect = mean_over_designs(set, mean_weights);
        summarise(set, intervals[s], options.published);
    }
    return result;
}

}  // namespace ibtr::studies
