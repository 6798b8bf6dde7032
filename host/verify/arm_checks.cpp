// Checks 26 to 30: strategies beside each other.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "verify/bounds.hpp"
#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

constexpr const char* one_strategy = "the model simulates one strategy";
constexpr const char* no_difference = "no hazard of the model depends on the strategy";

/// Counters of a simulated strategy.
std::vector<std::uint64_t> counts_of(const Tallies& tallies, SimulatedIndex strategy) {
    const std::size_t size = tallies.shape.cells * tallies.shape.edges * tallies.shape.bins;
    const auto begin = tallies.counts.begin() + static_cast<std::ptrdiff_t>(strategy * size);
    std::vector<std::uint64_t> counts(begin, begin + static_cast<std::ptrdiff_t>(size));
    const auto offsets = tallies.offsets.begin() + static_cast<std::ptrdiff_t>(strategy * size);
    counts.insert(counts.end(), offsets, offsets + static_cast<std::ptrdiff_t>(size));
    return counts;
}

Finding equal_arms_are_equal(const Subject& subject) {
    const std::string law =
        "strategies with the same inputs: the same counters to the last bit; ratios exactly 1 and differences exactly "
        "0 of simulated ones (1e-9 of mixes); the same life years, QALYs and costs, exactly solved";
    if (subject.focus().model().strategies.size() < 2) return not_applicable(law, "the model has one strategy");
    const Study study = subject.rewritten([](Model& model) { make_strategies_equal(model); });
    const Model& model = study.model();
    Verdict verdict(law);
    const Tallies tallies = subject.walk(study);
    for (SimulatedIndex s(1); s < tallies.shape.strategies; ++s)
        verdict.holds(counts_of(tallies, s) == counts_of(tallies, SimulatedIndex(0)), "counters differ");
    for (const Contrast& contrast : subject.estimate(study, tallies).contrasts) {
        if (std::isnan(contrast.estimate.value) || contrast.measure == Measure::nnt) continue;
        const bool ratio = scale_of(contrast) == Scale::ratio;
        const bool mixed =
            !model.strategies[contrast.strategy].mix.empty() || !model.strategies[*contrast.comparator].mix.empty();
        verdict.close(contrast.estimate.value, ratio ? 1 : 0, mixed ? 1e-9 : 0, [&] {
            return fmt::format("{} of {}, {}", to_text(contrast.measure), contrast.endpoint,
                               model.strategies[contrast.strategy].name);
        });
    }
    Economics economics = subject.economics();
    make_strategies_equal(economics);
    const Totals totals = totals_of(study, economics, subject.solve(study));
    for (const auto* values : {&totals.life_years, &totals.effects, &totals.costs})
        for (const double value : *values)
            verdict.close(value, values->front(), 1e-9 * std::max(1.0, std::abs(values->front())), "totals");
    return verdict.finding();
}

Finding swapped_arms_swap(const Subject& subject) {
    const std::string law =
        "two strategies whose inputs change places: their counters change places, to the last bit, and "
        "the ratio of those alive inverts (1e-12)";
    const std::vector<StrategyIndex> simulated = subject.focus().model().simulated_strategies();
    if (simulated.size() < 2) return not_applicable(law, one_strategy);
    Verdict verdict(law);
    for (SimulatedIndex b(1); b < simulated.size(); ++b) {
        const Study plain = subject.rewritten([](Model& model) { model.case_mixes.clear(); });
        const Study study = subject.rewritten([&](Model& model) {
            model.case_mixes.clear();
            swap_strategies(model, simulated[0], simulated[b]);
        });
        const Tallies before = subject.walk(plain), after = subject.walk(study);
        verdict.holds(counts_of(before, SimulatedIndex(0)) == counts_of(after, b) &&
                          counts_of(before, b) == counts_of(after, SimulatedIndex(0)),
                      "counters differ");
        const auto alive = [&](const Study& of, const Tallies& tallies, SimulatedIndex s) {
            const StateCurves curves = overall(of, tallies, s);
            return curves.alive(of.model(), curves.points - 1);
        };
        const double ratio = alive(plain, before, b) / alive(plain, before, SimulatedIndex(0));
        const double inverse = alive(study, after, b) / alive(study, after, SimulatedIndex(0));
        if (std::isfinite(ratio) && std::isfinite(inverse))
            verdict.close(ratio * inverse, 1, 1e-12, "ratio of those alive");
    }
    return verdict.finding();
}

/// All ratios by strategy to a power.
void scale_effects(Model& model, const Parameters& parameters, double power) {
    for (Transition& transition : model.transitions)
        for (auto* ratios : {&transition.hazard_ratios, &transition.risk_ratios})
            for (HazardRatio& ratio : *ratios) {
                if (!ratio.strategy) continue;
                const auto raise = [&](Input& input) {
                    if (const double value = parameters.value(input); value > 0) input = std::pow(value, power);
                };
                raise(ratio.value);
                for (RatioChange& change : ratio.changes) raise(change.value);
            }
}

Finding effects_double(const Subject& subject) {
    const std::string law =
        "small log ratios (a fiftieth of the model's), doubled: every difference of occupancy that is "
        "the largest of its strategies doubles within 10 %; what the full ratios do is told";
    const Study& base = subject.focus();
    const std::vector<StrategyIndex> simulated = base.model().simulated_strategies();
    if (simulated.size() < 2) return not_applicable(law, one_strategy);
    const auto curves_at = [&](double power) {
        return subject.solved_curves(subject.rewritten([&](Model& model) {
            for (Transition& transition : model.transitions)
                std::erase_if(transition.hazard_where,
                              [](const HazardWhere& where) { return where.strategy.has_value(); });
            scale_effects(model, base.parameters(), power);
        }));
    };
    constexpr double small = 0.02;
    const auto one = curves_at(small), two = curves_at(2 * small), full = curves_at(1), doubled = curves_at(2);
    Verdict verdict(law);
    for (std::size_t s = 1; s < one.size(); ++s) {
        std::size_t at = 0;
        const auto difference = [&](const auto& curves, std::size_t i) {
            return curves[s].in_state[i] - curves[0].in_state[i];
        };
        for (std::size_t i = 0; i < one[s].in_state.size(); ++i)
            if (std::abs(difference(one, i)) > std::abs(difference(one, at))) at = i;
        constexpr double noticed = 1e-5;  // a hundred times what the solver may err
        if (std::abs(difference(one, at)) < noticed) continue;
        verdict.close(difference(two, at) / difference(one, at), 2, 0.2, base.model().strategies[simulated[s]].name);
        verdict.remark(fmt::format("twice the full log ratios multiply it by {:.3g}, for shares are bounded",
                                   difference(doubled, at) / difference(full, at)));
    }
    Finding finding = verdict.finding();
    return finding.observed == "nothing was compared" ? not_applicable(law, no_difference) : finding;
}

/// First events of each batch under two strategies of two simulations.
double batch_correlation(const Tallies& a, SimulatedIndex strategy_a, const Tallies& b, SimulatedIndex strategy_b) {
    const auto totals = [](const Tallies& tallies, SimulatedIndex strategy) {
        std::vector<double> sums;
        const TallyShape& shape = tallies.shape;
        for (std::size_t batch = 0; batch < shape.batches; ++batch) {
            double sum = 0;
            for (std::size_t cell = 0; cell < shape.cells; ++cell)
                for (std::size_t edge = 0; edge < shape.edges; ++edge)
                    for (std::size_t i = 0; i < shape.interval_end_bins.size(); ++i)
                        sum +=
                            static_cast<double>(tallies.batch_counts[shape.coarse({batch, strategy, cell, edge, i})]);
            sums.push_back(sum);
        }
        return sums;
    };
    const std::vector<double> x = totals(a, strategy_a), y = totals(b, strategy_b);
    double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        mx += x[i] / static_cast<double>(x.size());
        my += y[i] / static_cast<double>(x.size());
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
    }
    return xy / std::sqrt(xx * yy);
}

Finding common_random_numbers(const Subject& subject) {
    constexpr unsigned batches = 500;
    const double limit = normal_limit(2) / std::sqrt(batches - 3.0);
    const std::string law = fmt::format(
        "events of {} batches of women: equal strategies correlate by exactly 1, the model's own by more than {:.2f}, "
        "strategies of another seed by less (error rate 1e-6)",
        batches, limit);
    const Model& base = subject.focus().model();
    if (base.simulated_strategies().size() < 2) return not_applicable(law, one_strategy);
    const auto batched = [&](const std::function<void(Model&)>& change) {
        return subject.single([&](Model& model) {
            model.batches = batches;
            model.patients = 100 * batches;
            change(model);
        });
    };
    const Study own = batched([](Model&) {});
    const Study equal = batched([](Model& model) { make_strategies_equal(model); });
    const Study other_seed = batched([](Model& model) { model.seed += 1; });
    const Tallies tallies = subject.walk(own), of_equal = subject.walk(equal), of_others = subject.walk(other_seed);
    const SimulatedIndex first(0), second(1);
    const double same = batch_correlation(of_equal, first, of_equal, second);
    if (std::isnan(same)) return not_applicable(law, "batches of women do not differ: too few events");
    Verdict verdict(law);
    verdict.close(same, 1, 1e-12, "equal strategies");
    verdict.bounded(std::abs(batch_correlation(tallies, first, of_others, second)), limit, "another seed");
    const double shared = batch_correlation(tallies, first, tallies, second);
    verdict.holds(shared > limit, fmt::format("strategies with shared random numbers correlate by {:.2f}", shared));
    verdict.remark(fmt::format("the model's own: {:.2f}", shared));
    return verdict.finding();
}

/// Counters of a simulated strategy against those it had, to the last bit; or, of tables made anew, shares of women.
bool as_before(const Study& study, const Tallies& before, const Tallies& after, SimulatedIndex strategy,
               bool same_tables) {
    if (same_tables) return counts_of(before, strategy) == counts_of(after, strategy);
    const StateCurves a = overall(study, before, strategy), b = overall(study, after, strategy);
    for (std::size_t i = 0; i < a.in_state.size(); ++i)
        if (std::abs(a.in_state[i] - b.in_state[i]) > 1e-4) return false;
    return true;
}

Finding arms_leave_each_other_alone(const Subject& subject) {
    const std::string law =
        "all hazards of one strategy doubled (in cycles halved): no counter of any other strategy changes; where the "
        "wider "
        "range of ratios takes finer tables of a curved hazard, no share of women by more than 1e-4";
    const Study& base = subject.focus();
    const std::vector<StrategyIndex> simulated = base.model().simulated_strategies();
    if (simulated.size() < 2) return not_applicable(law, one_strategy);
    const Tallies& before = subject.base_tallies();
    Verdict verdict(law);
    for (SimulatedIndex changed; changed < simulated.size(); ++changed) {
        const Study study = subject.rewritten([&](Model& model) {
            for (std::size_t k = 0; k < model.transitions.size(); ++k)
                multiply(model, k, model.cycle_years ? 0.5 : 2, simulated[changed]);
        });
        const Tallies after = subject.walk(study);
        // In cycles tables hold the probabilities themselves, each strategy its own.
        const bool same_tables = base.model().cycle_years || study.tables().pool == base.tables().pool;
        for (SimulatedIndex s; s < simulated.size(); ++s)
            verdict.holds(as_before(base, before, after, s, same_tables || s == changed) == (s != changed), [&] {
                return fmt::format("{} when {} changes", base.model().strategies[simulated[s]].name,
                                   base.model().strategies[simulated[changed]].name);
            });
    }
    return verdict.finding();
}

}  // namespace

std::vector<Check> arm_checks() {
    return {{26, "equal strategies are equal", equal_arms_are_equal},
            {27, "swapped strategies swap", swapped_arms_swap},
            {28, "small effects double", effects_double},
            {29, "common random numbers", common_random_numbers},
            {30, "strategies leave each other alone", arms_leave_each_other_alone}};
}

}  // namespace ibtr::verify
