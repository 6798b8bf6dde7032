#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "base/statistics.hpp"
#include "estimate/quantity_values.hpp"
#include "ibtr/error.hpp"
#include "validate/construction.hpp"
#include "validate/missing_words.hpp"
#include "validate/quantity_draws.hpp"
#include "validate/small_comparison.hpp"
#include "validate/target_scale.hpp"
#include "validate/validation.hpp"

namespace ibtr {
namespace {

using namespace validation;

/// Whether the model's number lies, seen from the published one, where a known lack of the model puts it.
bool is_excused(const TargetResult& result) {
    const ErrorDirection direction = result.target.error_direction;
    return (direction == ErrorDirection::model_lower && result.model < result.published) ||
           (direction == ErrorDirection::model_higher && result.model > result.published);
}

/// Women of a published comparison enter evenly up to its analysis, over twice their median follow-up; over ten years
/// where none is stated (assumption).
double entry_years(const Target& target) {
    return target.follow_up_years ? 2 * *target.follow_up_years : 10;
}

TargetStatus status_of(const Target& target) {
    const bool in_one_direction = target.error_direction != ErrorDirection::none && target.value && target.ci_low &&
                                  !target.what.is(Measure::p_value);
    if (in_one_direction) return TargetStatus::one_sided;
    if (target.role == TargetRole::structural_mismatch) return TargetStatus::structural_mismatch;
    if (!target.value) return TargetStatus::no_value;
    if (target.what.is(Measure::p_value)) return TargetStatus::simulated;
    if (target.interval == TargetInterval::published) return TargetStatus::published;
    if (target.interval == TargetInterval::binomial_from_n) return TargetStatus::derived;
    return TargetStatus::no_verdict;
}

class Validator {
public:
    Validator(const Model& model, const Parameters& parameters, const Evidence& evidence,
              const ValidationOptions& options)
        : model_(model), parameters_(parameters), evidence_(evidence), options_(options) {}

    Validation run(const std::vector<Target>& targets) {
        Validation result;
        for (const Target& target : targets) result.results.push_back(describe(target));
        const std::vector<std::size_t> cohorts = cohorts_of(targets);
        for (std::size_t i = 0; i < targets.size(); ++i) result.results[i].cohort = targets[cohorts[i]].name;
        evaluate(result.results);
        draw(result.results);
        result.draws = options_.draws;
        for (std::size_t i = 0; i < result.results.size(); ++i)
            if (in_model(result.results[i])) judge(i, result.results[i]);
        result.inconsistencies = find_inconsistencies(targets);
        return result;
    }

private:
    static bool in_model(const TargetResult& result) { return result.status != TargetStatus::not_in_model; }
    static bool is_simulated(const TargetResult& result) { return result.target.what.is(Measure::p_value); }

    TargetResult describe(const Target& target) {
        TargetResult result;
        result.target = target;
        result.status = status_of(target);
        result.time_assumed = target.time_assumed || !target.what.time_years;
        result.time_years = target.what.time_years.value_or(model_.validation.default_years);
        if (is_simulated(result)) result.time_years = entry_years(target);
        try {
            result.quantity = quantity_of(model_, target);
        } catch (const UsageError& lacking) {
            result.reason = missing_words(model_, text_of(model_, target), lacking.what());
            result.status = TargetStatus::not_in_model;
        }
        if (target.value) result.published = *target.value;
        if (target.ci_low) result.pub_low = *target.ci_low;
        if (target.ci_high) result.pub_high = *target.ci_high;
        if (const auto prediction = prediction_interval(target, evidence_)) {
            result.prediction_low = prediction->low;
            result.prediction_high = prediction->high;
        }
        return result;
    }

    /// The quantities of the targets that have one in this model, and their places among all.
    [[nodiscard]] static std::pair<std::vector<Quantity>, std::vector<std::size_t>> solvable(
        const std::vector<TargetResult>& results) {
        std::pair<std::vector<Quantity>, std::vector<std::size_t>> chosen;
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (!in_model(results[i]) || is_simulated(results[i])) continue;
            chosen.first.push_back(*results[i].quantity);
            chosen.second.push_back(i);
        }
        return chosen;
    }

    void evaluate(std::vector<TargetResult>& results) {
        const auto [quantities, places] = solvable(results);
        const std::vector<double> values = quantity_values(model_, parameters_, quantities, options_.exact);
        for (std::size_t k = 0; k < places.size(); ++k) {
            TargetResult& result = results[places[k]];
            if (std::isnan(values[k])) {
                result.status = TargetStatus::not_in_model;
                result.reason = "undefined in this model: no such " + model_.people + ", or no events";
                continue;
            }
            result.model = values[k];
            result.mc_se = 0;
        }
        const bool any_simulated =
            std::any_of(results.begin(), results.end(), [](const auto& r) { return is_simulated(r) && in_model(r); });
        if (!any_simulated) return;
        double longest = 0;
        for (const TargetResult& result : results)
            if (is_simulated(result) && in_model(result)) longest = std::max(longest, entry_years(result.target));
        const StrataCohort cohort(model_, parameters_, std::min(longest, model_.horizon_years),
                                  exact_cells(options_.exact));
        for (TargetResult& result : results)
            if (is_simulated(result) && in_model(result)) simulate(cohort, result);
    }

    void simulate(const StrataCohort& cohort, TargetResult& result) const {
        const Target& target = result.target;
        if (!target.women_strategy || !target.women_comparator) {
            result.reason =
                "how many " + model_.people + " were compared is not known: fill in n_strategy and n_comparator";
            return;
        }
        const Quantity& quantity = *result.quantity;
        const ArmOfWomen first = cohort.women(quantity.strategy, quantity.group, quantity.population);
        const ArmOfWomen second = cohort.women(
            quantity.comparator.value_or(quantity.strategy),
            quantity.comparator_group.empty() ? quantity.group : quantity.comparator_group, quantity.population);
        const SmallComparison comparison =
            simulate_comparisons(cohort, cohort.endpoint(quantity.endpoint), first, second,
                                 {*target.women_strategy, *target.women_comparator, result.published,
                                  entry_years(target), options_.comparisons, model_.seed});
        result.model = comparison.as_published;
        result.mc_se = comparison.standard_error;
        result.ci_low = std::max(0.0, comparison.as_published - z_975 * comparison.standard_error);
        result.ci_high = std::min(1.0, comparison.as_published + z_975 * comparison.standard_error);
        result.prob_direction = comparison.direction;
    }

    /// Parameter uncertainty: every quantity again for each draw, on a coarser grid.
    void draw(std::vector<TargetResult>& results) {
        draws_.resize(results.size());
        if (options_.draws == 0) return;
        const auto [quantities, places] = solvable(results);
        auto values = quantity_draws(model_, quantities, options_.draws, options_.exact, options_.progress);
        for (std::size_t k = 0; k < places.size(); ++k) {
            std::sort(values[k].begin(), values[k].end());
            draws_[places[k]] = std::move(values[k]);
        }
    }

    void judge(std::size_t index, TargetResult& result) const {
        if (is_simulated(result)) return;
        const Quantity& quantity = *result.quantity;
        const std::vector<double>& draws = draws_[index];
        if (draws.size() > 1) {
            result.cri_low = sorted_quantile(draws, 0.025);
            result.cri_high = sorted_quantile(draws, 0.975);
        }
        if (std::isnan(result.published)) return;
        result.difference = result.model - result.published;
        if (result.published != 0) result.ratio = result.model / result.published;
        if (!draws.empty()) result.prob_in_band = share_in_band(quantity, draws, result.published);
        if (std::isnan(result.pub_low)) return;

        const double standard_error = published_error(quantity, result.published, result.pub_low, result.pub_high);
        const double variance = standard_error * standard_error + variance_of(quantity, draws);
        result.z = (comparable(quantity, result.model) - comparable(quantity, result.published)) / std::sqrt(variance);
        const auto within = [&](double low, double high) { return result.model >= low && result.model <= high; };
        const bool excused = is_excused(result);
        result.inside = within(result.pub_low, result.pub_high)                 ? "published"
                        : excused                                               ? "one-sided"
                        : within(result.prediction_low, result.prediction_high) ? "prediction"
                                                                                : "outside";
        const bool judged = result.status == TargetStatus::published || result.status == TargetStatus::derived ||
                            result.status == TargetStatus::one_sided;
        if (!judged || std::isnan(result.z)) return;
        result.pass = excused || std::abs(result.z) <= z_975;
        result.met = result.inside == "published" || result.inside == "one-sided";
    }

    static double variance_of(const Quantity& quantity, const std::vector<double>& draws) {
        if (draws.size() < 2) return 0;
        std::vector<double> on_scale;
        for (const double value : draws) on_scale.push_back(comparable(quantity, value));
        return sample_variance(on_scale, mean(on_scale));
    }

    [[nodiscard]] double share_in_band(const Quantity& quantity, const std::vector<double>& draws,
                                       double published) const {
        const ValidationRules& rules = model_.validation;
        const auto inside = std::count_if(draws.begin(), draws.end(), [&](double value) {
            if (scale_of(quantity) == Scale::ratio)
                return std::abs(std::log(value / published)) <= std::log(rules.band_ratio);
            return std::abs(value - published) <= rules.band_proportion;
        });
        return static_cast<double>(inside) / static_cast<double>(draws.size());
    }

    const Model& model_;
    const Parameters& parameters_;
    const Evidence& evidence_;
    const ValidationOptions& options_;
    std::vector<std::vector<double>> draws_;  ///< sorted values of each result
};

/// What must hold has to be a published or derived interval at a stated time, with stated arms.
void check_must_hold(const Model& model, const Validation& validation) {
    for (const std::string& name : model.validation.must_hold) {
        const auto found = std::find_if(validation.results.begin(), validation.results.end(),
                                        [&](const TargetResult& result) { return result.target.name == name; });
        const auto refuse = [&](const std::string& why) {
            throw UsageError(fmt::format("validation.must_hold: {} {}", name, why));
        };
        if (found == validation.results.end()) {
            refuse("is no target");
            return;
        }
        if (found->time_assumed) refuse("has an assumed horizon: it is never decisive");
        if (found->target.direction_assumed) refuse("has an assumed direction: it is never decisive");
        if (found->status == TargetStatus::not_in_model) refuse("is not in the model: " + found->reason);
        if (!found->pass) refuse(fmt::format("has no verdict ({})", to_text(found->status)));
    }
}

}  // namespace

const char* to_text(TargetStatus status) {
    switch (status) {
        case TargetStatus::published:
            return "published";
        case TargetStatus::derived:
            return "derived";
        case TargetStatus::one_sided:
            return "one-sided";
        case TargetStatus::no_verdict:
            return "no verdict";
        case TargetStatus::no_value:
            return "no value";
        case TargetStatus::simulated:
            return "simulated";
        case TargetStatus::structural_mismatch:
            return "structural mismatch";
        case TargetStatus::not_in_model:
            break;
    }
    return "not in model";
}

Validation validate(const Model& model, const Parameters& parameters, const Evidence& evidence,
                    const std::vector<Target>& targets, const ValidationOptions& options) {
    Validation validation = Validator(model, parameters, evidence, options).run(targets);
    mark_constructed(model, parameters, validation.results);
    check_must_hold(model, validation);
    for (const TargetResult& result : validation.results) {
        const std::vector<std::string>& names = model.validation.must_hold;
        const bool must = std::find(names.begin(), names.end(), result.target.name) != names.end();
        if (must && !result.pass.value_or(false)) validation.failed.push_back(result.target.name);
    }
    return validation;
}

}  // namespace ibtr
