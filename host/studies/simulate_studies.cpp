#include "studies/simulate_studies.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "base/parallel.hpp"
#include "base/statistics.hpp"
#include "ibtr/error.hpp"
#include "studies/all_studies.hpp"

namespace ibtr::studies {
namespace {

double longest_of(const Model& model, const std::vector<StudyDesign>& designs) {
    double years = 0;
    for (const StudyDesign& study : designs)
        years = std::max(years, std::min(study.longest_years(), study.horizon_years));
    return std::max(1.0, std::ceil(years * model.grid_per_year - 1e-9)) / model.grid_per_year;
}

/// Replicates that are known already, by number.
class KnownReplicates {
public:
    explicit KnownReplicates(const StudiesOptions& options) : places_(options.replicates, nullptr) {
        for (const StudiesReplicate& one : options.known)
            if (one.number < options.replicates) places_[one.number] = &one;
        first_new_ = static_cast<std::uint32_t>(std::find(places_.begin(), places_.end(), nullptr) - places_.begin());
    }
    [[nodiscard]] const StudiesReplicate* find(std::uint32_t r) const { return places_[r]; }
    [[nodiscard]] std::uint32_t first_new() const { return first_new_; }

private:
    std::vector<const StudiesReplicate*> places_;
    std::uint32_t first_new_;
};

/// Calls work(r, what a device has counted of it) on several threads; the next launch runs beside.
template <class Work>
void for_each_replicate(ArmDrawer* drawer, const StudiesOptions& options, std::uint32_t first_drawn, Work work) {
    const unsigned threads = thread_count(options.exact.threads);
    const std::uint32_t all = options.replicates, at_once = drawer == nullptr ? all : drawer->replicates_a_launch();
    const auto size_from = [&](std::uint32_t first) { return std::min(at_once, all - first); };
    parallel_for(first_drawn, threads, [&](std::size_t r) { work(static_cast<std::uint32_t>(r), std::nullopt); });
    if (drawer != nullptr) drawer->begin(first_drawn, size_from(first_drawn));
    for (std::uint32_t first = first_drawn; first < all; first += size_from(first)) {
        const std::uint32_t size = size_from(first), next = first + size;
        if (drawer != nullptr) drawer->wait();
        if (drawer != nullptr && next < all) drawer->begin(next, size_from(next));
        parallel_for(size, threads, [&](std::size_t k) {
            const auto place = static_cast<std::uint32_t>(k);
            work(first + place, drawer == nullptr ? std::nullopt : std::optional(CountedReplicate{drawer, place}));
        });
    }
}

std::vector<PooledSet> sets_of(const std::vector<StudyDesign>& designs) {
    std::vector<PooledSet> sets;
    for (std::size_t d = 0; d < designs.size(); ++d) {
        if (!designs[d].same_women.empty()) continue;
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
    StudiesResult result{std::move(designs), {}, {}, {}, 0, options.replicates};
    const StrataCohort cohort(model, parameters, longest_of(model, result.designs), exact_cells(options.exact));
    const AllStudies studies(cohort, result.designs);
    for (std::size_t d = 0; d < result.designs.size(); ++d) result.without_chance.push_back(studies.mean_effect(d));
    for (const std::vector<std::size_t>& group : studies_of_the_same_women(result.designs)) {
        const StudyDesign& study = result.designs[group.front()];
        result.women += options.replicates * (std::uint64_t{study.first.women} + study.second.women);
    }
    result.sets = sets_of(result.designs);
    std::vector<std::vector<Interval>> intervals(result.sets.size(), std::vector<Interval>(options.replicates));
    std::vector<std::vector<std::vector<double>>> weights(result.sets.size());
    for (std::size_t s = 0; s < result.sets.size(); ++s) {
        PooledSet& set = result.sets[s];
        set.replicates.resize(options.replicates);
        weights[s].resize(options.replicates);
        for (const std::size_t d : set.designs) set.means.push_back(result.without_chance[d]);
    }
    const std::size_t count = result.designs.size();
    result.effects.resize(options.replicates * count);
    const std::vector<ArmToDraw> arms = studies.arms_for_device();
    const KnownReplicates known(options);
    const std::uint32_t to_draw = options.replicates - known.first_new();
    const auto drawer = to_draw > 0 ? choose_drawer(arms, options.drawn_by, options.seed, to_draw) : nullptr;
    if (drawer) {
        result.women_on_device = women_of(arms, to_draw);
        result.device = drawer->device();
    }
    std::uint32_t done = 0;
    std::mutex telling;
    const auto replicate = [&](std::uint32_t r, const std::optional<CountedReplicate>& counted) {
        const StudiesReplicate* done_before = known.find(r);
        const auto effects =
            done_before != nullptr ? done_before->effects : studies.replicate(options.seed, r, counted);
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
        std::copy(effects.begin(), effects.end(), result.effects.begin() + static_cast<std::ptrdiff_t>(r * count));
        const std::scoped_lock lock(telling);
        if (done_before == nullptr && options.keep) options.keep({r, effects});
        if (options.progress && !options.progress(++done)) throw Interrupted("stopped");
    };
    for_each_replicate(drawer.get(), options, known.first_new(), replicate);
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
