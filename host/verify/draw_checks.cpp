// Checks 44, 45 and 47: draws of parameters, and another seed.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ibtr/parameter_sampler.hpp"
#include "verify/bounds.hpp"
#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

Finding draws_around_the_base_case(const Subject& subject) {
    Verdict verdict(
        "with all uncertainty taken away a draw is the base case, to the last bit of its tables; how far "
        "the mean of draws lies from the base case is told");
    const Study& base = subject.focus();
    const Study certain = subject.rewritten([](Model& model) { make_certain(model); });
    const ParameterSampler sampler(certain.model(), {.draws = 3}, base.model().seed, subject.economics());
    for (const std::uint32_t d : {0U, 2U}) {
        const Parameters draw = sampler.draw(d);
        verdict.holds(draw.values() == base.parameters().values(), fmt::format("draw {}", d));
        verdict.holds(tables_digest(compile(base.model(), draw, make_population(base.model(), draw), base.graph())) ==
                          base.tables_digest(),
                      fmt::format("tables of draw {}", d));
    }
    const std::vector<SolvedDraw>& draws = subject.draws();
    if (draws.empty()) {
        verdict.remark("no parameter is uncertain");
        return verdict.finding();
    }
    const std::size_t last = draws.front().curves.front().points - 1;
    double mean = 0;
    for (const SolvedDraw& draw : draws)
        mean += draw.curves.front().alive(base.model(), last) / static_cast<double>(draws.size());
    verdict.remark(
        fmt::format("alive at the horizon under {}: {:.4f} on average over {} draws, {:.4f} in the base case",
                    base.model().strategies[base.model().simulated_strategies().front()].name, mean, draws.size(),
                    subject.base_curves().front().alive(base.model(), last)));
    return verdict.finding();
}

Finding another_seed(const Subject& subject) {
    Verdict verdict(
        "another seed: in every state, at every year, numbers of women differ by chance alone, at an error "
        "rate of 1e-6 over all; and they do differ");
    const Study& base = subject.focus();
    const Study other = subject.rewritten([](Model& model) { model.seed += 1; });
    const Tallies first = subject.walk(base), second = subject.walk(other);
    const Model& model = base.model();
    const std::vector<double> women = women_by_cell(base, first);
    const std::size_t comparisons =
        first.shape.strategies * women.size() * model.states.size() * (first.shape.bins / model.grid_per_year + 1);
    // The larger of two tails of each count, so that both scores together have twice the rate.
    const double limit = 2 * score_limit(2 * comparisons);
    bool any_difference = false;
    for (SimulatedIndex s; s < first.shape.strategies; ++s) {
        const auto a = by_cell(base, first, s), b = by_cell(other, second, s);
        for (std::size_t cell = 0; cell < women.size(); ++cell)
            for (std::size_t state = 0; state < model.states.size(); ++state)
                for (std::size_t point = model.grid_per_year; point < a[cell].points; point += model.grid_per_year) {
                    const double n = women[cell];
                    const double x = std::round(a[cell].state(state, point) * n),
                                 y = std::round(b[cell].state(state, point) * n);
                    any_difference = any_difference || x != y;
                    verdict.bounded(common_score(x, n, y, n), limit, model.states[state].name + " (score)");
                }
    }
    if (model.horizon_years >= 1) verdict.holds(any_difference, "two seeds give the same women");
    return verdict.finding();
}

Finding every_draw_holds(const Subject& subject) {
    const std::string law =
        "in every draw: shares in [0, 1] that sum to 1, absorbing states that never empty, life years up to the "
        "horizon, "
        "no QALYs above them where utilities are of stays; 1e-6; the first draw that fails is named";
    const std::vector<SolvedDraw>& draws = subject.draws();
    if (draws.empty()) return not_applicable(law, "no parameter of this config has an uncertainty");
    const Model& model = subject.focus().model();
    const bool stays_alone = std::all_of(subject.economics().utilities.begin(), subject.economics().utilities.end(),
                                         [](const ValueOf& value) { return value.state.has_value(); });
    Verdict verdict(law);
    for (const SolvedDraw& draw : draws) {
        const std::string where = fmt::format("draw {}", draw.number);
        for (const StateCurves& curves : draw.curves)
            for (std::size_t point = 0; point < curves.points; ++point) {
                double sum = 0;
                for (std::size_t s = 0; s < model.states.size(); ++s) {
                    const double share = curves.state(s, point);
                    sum += share;
                    verdict.at_most(0, share, 1e-6, where);
                    verdict.at_most(share, 1, 1e-6, where);
                    if (model.states[s].absorbing && point > 0)
                        verdict.at_most(curves.state(s, point - 1), share, 1e-6, where);
                }
                verdict.close(sum, 1, 1e-6, where);
            }
        for (std::size_t s = 0; s < draw.life_years.size(); ++s) {
            verdict.at_most(draw.life_years[s], model.horizon_years, 1e-6, where);
            if (stays_alone) verdict.at_most(draw.effects[s], draw.life_years[s], 1e-6, where);
        }
    }
    return verdict.finding();
}

}  // namespace

std::vector<Check> draw_checks() {
    return {{44, "draws around the base case", draws_around_the_base_case},
            {45, "another seed, the same conclusions", another_seed},
            {47, "every draw holds", every_draw_holds}};
}

}  // namespace ibtr::verify
