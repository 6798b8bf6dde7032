// Checks 50, 51 and 55: errors that are stated are those that are made.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "psa/summary.hpp"
#include "uncertainty/distribution.hpp"
#include "verify/bounds.hpp"
#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

/// On a yearly grid where the model allows one: fewer numbers to estimate.
void coarsen(Model& model) {
    const auto whole = [](double years) { return years == std::floor(years); };
    if (model.cycle_years || !whole(model.horizon_years)) return;
    model.grid_per_year = 1;
    model.landmarks_years.clear();
    const double step = std::max(1.0, std::floor(model.horizon_years / 5));
    for (double years = step; years <= model.horizon_years; years += step) model.landmarks_years.push_back(years);
}

Tallies walk_seed(const Subject& subject, const Study& study, std::uint64_t seed, std::uint32_t draw = 0) {
    const Model& model = study.model();
    const WorkPlan plan(model, study.population(), study.graph(), model.patients, seed, draw, {0, model.patients});
    return study.simulate(subject.backend(), plan);
}

struct Chosen {
    std::size_t state, point;
    double share;
};
/// The occupancy nearest to a half at a landmark, of the first strategy: there every model has errors.
Chosen most_variable(const Study& study, const StateCurves& curves) {
    Chosen best{0, 0, 0};
    for (std::size_t state = 0; state < study.model().states.size(); ++state)
        for (const double years : study.model().landmarks_years) {
            const auto point = static_cast<std::size_t>(std::lround(years * study.model().grid_per_year));
            if (std::abs(curves.state(state, point) - 0.5) < std::abs(best.share - 0.5))
                best = {state, point, curves.state(state, point)};
        }
    return best;
}

constexpr double fewest_events = 100;  ///< for an interval to be what it says

Finding intervals_cover(const Subject& subject) {
    constexpr int seeds = 200;
    const std::string law = fmt::format(
        "{} seeds: the 95 % interval of an occupancy near a half holds the exact value in about 95 %, and errors in "
        "units "
        "of the stated ones have a mean square near 1 (both at an error rate of 1e-6, for coverages of 93 to 97 %)",
        seeds);
    const Study study = subject.single([&](Model& model) {
        coarsen(model);
        model.patients = 2000;
    });
    const Model& model = study.model();
    const Chosen chosen = most_variable(study, overall(study, subject.solve_tables(study), SimulatedIndex(0)));
    if (chosen.share * (1 - chosen.share) * static_cast<double>(model.patients) < fewest_events)
        return not_applicable(
            law, fmt::format("events are too rare: the occupancy nearest to a half is {:.2g}", chosen.share));
    const std::string endpoint = "occupancy:" + model.states[chosen.state].name;
    double covered = 0, squares = 0, counted = 0;
    for (int seed = 0; seed < seeds; ++seed) {
        const Estimates estimates =
            subject.estimate(study, walk_seed(subject, study, model.seed + 1000 + static_cast<std::uint64_t>(seed)));
        for (const CurvePoint& point : estimates.curves) {
            if (point.endpoint != endpoint || point.bin(model.grid_per_year) != chosen.point ||
                point.strategy != model.simulated_strategies().front() ||
                point.population != PopulationKind::standardised)
                continue;
            counted += 1;
            covered += point.estimate.ci_low <= chosen.share && chosen.share <= point.estimate.ci_high ? 1 : 0;
            squares += std::pow((point.estimate.value - chosen.share) / point.estimate.mc_se, 2);
        }
    }
    Verdict verdict(law);
    verdict.holds(counted == seeds, "the occupancy was not estimated for every seed");
    verdict.bounded(tail_score(covered, seeds, std::clamp(covered / seeds, 0.93, 0.97)), score_limit(2),
                    "coverage (score)");
    // An error known from 50 batches makes the mean square of t 1.04.
    verdict.bounded(squares / 1.04, chi_squared_limit(seeds), "sum of squares");
    verdict.at_most(seeds - 2 * std::sqrt(seeds * -std::log(error_rate)), squares, 0, "sum of squares, not too small");
    verdict.remark(fmt::format("{:.1f} % covered", 100 * covered / seeds));
    return verdict.finding();
}

Finding error_falls(const Subject& subject) {
    constexpr unsigned batches = 400;
    constexpr double times = 16;
    const std::string law = fmt::format(
        "{:g} times as many women: the stated error of an occupancy near a half falls as n^-0.5, the exponent to 0.1 "
        "(errors "
        "are known from {} batches; error rate below 1e-6)",
        times, batches);
    const auto study_with = [&](std::uint64_t women) {
        return subject.single([&](Model& model) {
            coarsen(model);
            model.batches = batches;
            model.patients = women;
        });
    };
    const Study few = study_with(8000), many = study_with(8000 * static_cast<std::uint64_t>(times));
    const Chosen chosen = most_variable(few, overall(few, subject.solve_tables(few), SimulatedIndex(0)));
    if (chosen.share * (1 - chosen.share) * static_cast<double>(few.model().patients) < fewest_events)
        return not_applicable(
            law, fmt::format("events are too rare: the occupancy nearest to a half is {:.2g}", chosen.share));
    const auto error = [&](const Study& study) {
        for (const CurvePoint& point : subject.estimate(study, subject.walk(study)).curves)
            if (point.endpoint == "occupancy:" + study.model().states[chosen.state].name &&
                point.bin(study.model().grid_per_year) == chosen.point &&
                point.strategy == study.model().simulated_strategies().front() &&
                point.population == PopulationKind::standardised)
                return point.estimate.mc_se;
        return std::nan("");
    };
    Verdict verdict(law);
    const double of_few = error(few);
    verdict.close(std::log(error(many) / of_few) / std::log(times), -0.5, 0.1, "exponent");
    // And its size: that of a share of independent women.
    verdict.close(of_few / std::sqrt(chosen.share * (1 - chosen.share) / static_cast<double>(few.model().patients)), 1,
                  0.2, "error against that of a binomial share");
    return verdict.finding();
}

/// Share of the women of a batch in a state at the horizon.
double share_of_batch(const Study& study, const Tallies& tallies, std::size_t batch, std::size_t state,
                      bool starts_there) {
    const TallyShape& shape = tallies.shape;
    double inside = 0;
    for (std::size_t e = 0; e < study.graph().edges.size(); ++e) {
        const auto& edge = study.graph().edges[e];
        double events = 0;
        for (std::size_t i = 0; i < shape.interval_end_bins.size(); ++i)
            events += static_cast<double>(tallies.batch_counts[shape.coarse({batch, 0, 0, e, i})]);
        if (study.graph().nodes[edge.to].state == state) inside += events;
        if (study.graph().nodes[edge.from].state == state) inside -= events;
    }
    return (starts_there ? 1 : 0) + inside / static_cast<double>(tallies.patients[batch * shape.cells]);
}

Finding variance_splits(const Subject& subject) {
    constexpr std::uint32_t draws = 400;
    const std::string law = fmt::format(
        "{} draws, each simulated by itself: without uncertainty the parameters' variance is 0 and a patient's p (1 - "
        "p); "
        "with a planted normal error its variance is found; within the limits of their errors (error rate 1e-6)",
        draws);
    const Study study = subject.single([](Model& model) {
        make_certain(model);
        coarsen(model);
        model.batches = 2;
        model.patients = 1000;
    });
    const Model& model = study.model();
    const StateCurves exact = overall(study, subject.solve_tables(study), SimulatedIndex(0));
    Chosen chosen{0, exact.points - 1, 0};
    for (std::size_t state = 0; state < model.states.size(); ++state)
        if (std::abs(exact.state(state, chosen.point) - 0.5) < std::abs(chosen.share - 0.5) || state == 0)
            chosen = {state, chosen.point, exact.state(state, chosen.point)};
    const double of_patient = chosen.share * (1 - chosen.share), n = static_cast<double>(model.patients);
    if (of_patient * n < fewest_events)
        return not_applicable(law, "events are too rare, or nearly sure, at the horizon");
    const std::size_t start = study.graph().nodes[study.graph().start_in(study.model().start_state)].state;
    std::mt19937_64 words(model.seed);
    const double planted_sd = 2 * std::sqrt(of_patient / n);
    std::vector<double> plain, planted;
    double simulation = 0;
    for (std::uint32_t d = 0; d < draws; ++d) {
        const Tallies tallies = walk_seed(subject, study, model.seed, d);
        const double a = share_of_batch(study, tallies, 0, chosen.state, chosen.state == start);
        const double b = share_of_batch(study, tallies, 1, chosen.state, chosen.state == start);
        plain.push_back((a + b) / 2);
        planted.push_back(plain.back() + planted_sd * normal_variate(words()));
        simulation += (a - b) * (a - b) / 4 / draws;
    }
    const auto split = [&](const std::vector<double>& values) {
        psa::DrawMoments moments{draws, 0, 0, simulation, {}};
        for (const double x : values) moments.mean += x / draws;
        for (const double x : values) moments.variance += (x - moments.mean) * (x - moments.mean) / (draws - 1);
        return psa::split_variance(moments, n);
    };
    const psa::VarianceSplit none = split(plain), some = split(planted);
    const double z = 1.2 * normal_limit(3);
    Verdict verdict(law);
    verdict.close(none.parameter_variance, 0, z * none.parameter_variance_se, "nothing planted");
    verdict.close(some.parameter_variance, planted_sd * planted_sd, z * some.parameter_variance_se, "planted");
    verdict.close(none.patient_variance, of_patient, z * of_patient * std::sqrt(2.0 / draws), "of a patient");
    return verdict.finding();
}

}  // namespace

std::vector<Check> error_checks() {
    return {{50, "intervals cover", intervals_cover},
            {51, "the error falls as it should", error_falls},
            {55, "variance splits", variance_splits}};
}

}  // namespace ibtr::verify
