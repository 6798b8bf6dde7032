// Checks 10 to 15: who is where adds up, as the estimators say it of a simulation and of the exact solution.

#include <fmt/format.h>

#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "verify/check.hpp"
#include "verify/rewrite.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

constexpr const char* occupancy = "occupancy:";

/// Strategy, population, bin.
using Moment = std::tuple<std::size_t, PopulationKind, std::uint32_t>;

std::string words(const Model& model, const Moment& moment) {
    return fmt::format("{}, year {:.4g}", model.strategies[std::get<0>(moment)].name,
                       static_cast<double>(std::get<2>(moment)) / model.grid_per_year);
}

Moment moment_of(const Model& model, const CurvePoint& point) {
    return {point.strategy, point.population, point.bin(model.grid_per_year)};
}

/// Estimates of the simulation and of the exact solution, one after the other.
template <class Use>
void for_both(const Subject& subject, const Use& use) {
    use(subject.base_estimates(), "simulated");
    use(subject.focus().estimate(subject.base_solution()), "exact");
}

Finding everyone_is_somewhere(const Subject& subject) {
    Verdict verdict("occupancies of all states sum to 1 at every time, to 1e-9 (simulated) and 1e-6 (exact)");
    const Model& model = subject.focus().model();
    for_both(subject, [&](const Estimates& estimates, const std::string& how) {
        std::map<Moment, double> sums;
        for (const CurvePoint& point : estimates.curves)
            if (point.endpoint.starts_with(occupancy)) sums[moment_of(model, point)] += point.estimate.value;
        for (const auto& sum : sums)
            verdict.close(sum.second, 1, how == "exact" ? 1e-6 : 1e-9,
                          [&] { return how + ", " + words(model, sum.first); });
    });
    return verdict.finding();
}

Finding shares_are_shares(const Subject& subject) {
    Verdict verdict("every curve that is a share lies in [0, 1], to 1e-12 (simulated) and 1e-6 (exact)");
    const Model& model = subject.focus().model();
    for_both(subject, [&](const Estimates& estimates, const std::string& how) {
        const double slack = how == "exact" ? 1e-6 : 1e-12;
        for (const CurvePoint& point : estimates.curves) {
            if (point.endpoint == "rmst" || std::isnan(point.estimate.value)) continue;
            const auto where = [&] {
                return how + ", " + point.endpoint + ", " + words(model, moment_of(model, point));
            };
            verdict.at_most(point.estimate.value, 1, slack, where);
            verdict.at_most(0, point.estimate.value, slack, where);
        }
    });
    return verdict.finding();
}

Finding nobody_returns(const Subject& subject) {
    const std::string law = "the share in an absorbing state never falls, and no survival rises";
    const Model& model = subject.focus().model();
    Verdict verdict(law);
    for_both(subject, [&](const Estimates& estimates, const std::string& how) {
        std::map<std::tuple<std::string, std::size_t, PopulationKind>, double> last;
        for (const CurvePoint& point : estimates.curves) {
            const bool in_state = point.endpoint.starts_with(occupancy);
            bool absorbing = false;
            for (const State& state : model.states)
                absorbing = absorbing || (state.absorbing && point.endpoint == occupancy + state.name);
            const bool survival = point.endpoint == "os" || point.endpoint == "dfs" || point.endpoint == "ddfs";
            if (!(in_state && absorbing) && !survival) continue;
            const double direction = survival ? -1 : 1;
            const double now = direction * point.estimate.value;
            const auto [before, first] = last.try_emplace({point.endpoint, point.strategy, point.population}, now);
            if (!first)
                verdict.at_most(before->second, now, 1e-9, [&] {
                    return how + ", " + point.endpoint + ", " + words(model, moment_of(model, point));
                });
            before->second = now;
        }
    });
    return verdict.finding();
}

/// Shares from the estimators by state and time, of a simulated strategy.
std::map<std::pair<std::size_t, std::uint32_t>, double> estimated(const Model& model, const Estimates& estimates,
                                                                  StrategyIndex strategy) {
    std::map<std::pair<std::size_t, std::uint32_t>, double> shares;
    for (const CurvePoint& point : estimates.curves) {
        if (point.strategy != strategy || point.population != PopulationKind::standardised) continue;
        for (std::size_t s = 0; s < model.states.size(); ++s)
            if (point.endpoint == occupancy + model.states[s].name)
                shares[{s, point.bin(model.grid_per_year)}] = point.estimate.value;
    }
    return shares;
}

/// Entries less exits of a state up to a point, from counted events.
double net_entries(const Model& model, const StateCurves& curves, std::size_t state, std::size_t point) {
    double net = 0;
    for (std::size_t k = 0; k < model.transitions.size(); ++k) {
        const double taken = curves.taken[k * curves.points + point];
        if (model.transitions[k].to == state) net += taken;
        if (model.transitions[k].from == state) net -= taken;
    }
    return net;
}

/// @param use use(curves, share of a state at a point, tolerance, words)
template <class Use>
void for_states(const Subject& subject, const Use& use) {
    const Study& study = subject.focus();
    const Model& model = study.model();
    for_both(subject, [&](const Estimates& estimates, const std::string& how) {
        for (SimulatedIndex i; i < model.simulated_strategies().size(); ++i) {
            const StateCurves curves =
                how == "exact" ? subject.base_curves()[i] : overall(study, subject.base_tallies(), i);
            const auto shares = estimated(model, estimates, model.simulated_strategies()[i]);
            for (std::size_t s = 0; s < model.states.size(); ++s)
                use(curves, shares, s, how == "exact" ? 1e-6 : 1e-9,
                    how + ", " + model.states[s].name + " under " +
                        model.strategies[model.simulated_strategies()[i]].name);
        }
    });
}

Finding entered_less_left_is_inside(const Subject& subject) {
    Verdict verdict(
        "of every state: who began there, and events into it less events out of it up to the horizon, are who is "
        "there then by the estimators; 1e-9 (simulated), 1e-6 (exact)");
    const Model& model = subject.focus().model();
    for_states(subject, [&](const StateCurves& curves, const auto& shares, std::size_t s, double tolerance,
                            const std::string& where) {
        const std::size_t last = curves.points - 1;
        const auto inside = shares.find({s, static_cast<std::uint32_t>(last)});
        if (inside == shares.end()) return;
        verdict.close(curves.state(s, 0) + net_entries(model, curves, s, last), inside->second, tolerance, where);
    });
    return verdict.finding();
}

Finding flow_is_change(const Subject& subject) {
    Verdict verdict(
        "in every interval of time, events into a state less events out of it are the change of its occupancy by the "
        "estimators; 1e-9 (simulated), 1e-6 (exact)");
    const Model& model = subject.focus().model();
    for_states(subject, [&](const StateCurves& curves, const auto& shares, std::size_t s, double tolerance,
                            const std::string& where) {
        std::size_t before = 0;
        double was = curves.state(s, 0);
        for (std::size_t point = 1; point < curves.points; ++point) {
            const auto now = shares.find({s, static_cast<std::uint32_t>(point)});
            if (now == shares.end()) continue;
            verdict.close(net_entries(model, curves, s, point) - net_entries(model, curves, s, before),
                          now->second - was, tolerance, where);
            before = point;
            was = now->second;
        }
    });
    return verdict.finding();
}

}  // namespace

std::vector<Check> flow_checks() {
    return {{10, "everyone is in one state", everyone_is_somewhere},
            {11, "shares lie between 0 and 1", shares_are_shares},
            {12, "absorbing states never empty", nobody_returns},
            {14, "entered less left is inside", entered_less_left_is_inside},
            {15, "flow is the change of occupancy", flow_is_change}};
}

}  // namespace ibtr::verify
