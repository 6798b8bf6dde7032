// Checks 41 to 43 and 46: what is concluded from draws of the parameters.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "psa/decision_analysis.hpp"
#include "sensitivity/sample_information.hpp"
#include "sensitivity/value_of_information.hpp"
#include "verify/bounds.hpp"
#include "verify/check.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

constexpr const char* no_draws = "no parameter of this config has an uncertainty";
constexpr const char* no_choice = "the model has one strategy";

std::vector<double> thresholds(const Subject& subject) {
    std::vector<double> all = subject.economics().willingness_to_pay;
    all.insert(all.begin(), 0.0);
    all.push_back(1e5);
    return all;
}

psa::DecisionDraws decision_draws(const Subject& subject) {
    psa::DecisionDraws draws;
    draws.strategies = subject.focus().model().strategies.size();
    for (const SolvedDraw& draw : subject.draws()) {
        draws.costs.insert(draws.costs.end(), draw.costs.begin(), draw.costs.end());
        draws.effects.insert(draws.effects.end(), draw.effects.begin(), draw.effects.end());
    }
    draws.cost_errors.assign(draws.costs.size(), 0);
    draws.effect_errors.assign(draws.effects.size(), 0);
    return draws;
}

/// Net benefits by strategy and draw.
std::vector<std::vector<double>> net_benefits(const Subject& subject, double willingness) {
    std::vector<std::vector<double>> values(subject.focus().model().strategies.size());
    for (const SolvedDraw& draw : subject.draws())
        for (std::size_t s = 0; s < values.size(); ++s)
            values[s].push_back(willingness * draw.effects[s] - draw.costs[s]);
    return values;
}

Finding acceptability_sums(const Subject& subject) {
    const std::string law =
        "probabilities of being best sum to 1 at every threshold, and are the shares of draws in which a "
        "strategy's net benefit is largest (1e-12; ties share a draw)";
    if (subject.focus().model().strategies.size() < 2) return not_applicable(law, no_choice);
    if (subject.draws().empty()) return not_applicable(law, no_draws);
    const psa::DecisionDraws draws = decision_draws(subject);
    Verdict verdict(law);
    for (const double willingness : thresholds(subject)) {
        const psa::Acceptability found = psa::acceptability(draws, willingness);
        const auto values = net_benefits(subject, willingness);
        std::vector<double> shares(values.size(), 0);
        for (std::size_t d = 0; d < draws.draws(); ++d) {
            double best = values[0][d];
            for (const auto& of : values) best = std::max(best, of[d]);
            double ties = 0;
            for (const auto& of : values) ties += of[d] == best ? 1 : 0;
            for (std::size_t s = 0; s < values.size(); ++s)
                if (values[s][d] == best) shares[s] += 1 / ties / static_cast<double>(draws.draws());
        }
        double sum = 0;
        for (std::size_t s = 0; s < shares.size(); ++s) {
            sum += found.probability_uncorrected[s];
            verdict.close(found.probability_uncorrected[s], shares[s], 1e-12,
                          subject.focus().model().strategies[s].name);
        }
        verdict.close(sum, 1, 1e-12, fmt::format("sum at {:g}", willingness));
    }
    return verdict.finding();
}

/// The drawn parameters' values, [parameter][draw].
std::vector<std::vector<double>> inputs_of(const Subject& subject, const std::vector<std::size_t>& drawn) {
    std::vector<std::vector<double>> inputs(drawn.size());
    for (const SolvedDraw& draw : subject.draws())
        for (std::size_t j = 0; j < drawn.size(); ++j) inputs[j].push_back(draw.parameters.values()[drawn[j]]);
    return inputs;
}

std::vector<std::size_t> drawn_of(const Subject& subject) {
    return ParameterSampler(subject.focus().model(), {.draws = 1}, subject.focus().model().seed).drawn();
}

/// Parameters whose regressions are tried: as many as a second has time for.
constexpr std::size_t most_parameters = 12;

sensitivity::PlannedStudy study_of(std::size_t parameter, double standard_error) {
    return {"verification", {{parameter, sensitivity::ObservationLaw::normal, standard_error}}};
}

double spread(const std::vector<double>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high - *low;
}

Finding information_is_ordered(const Subject& subject) {
    const std::string law =
        "value of information: EVPI >= EVPPI of each parameter >= EVSI of a study of it, two parameters tell no less "
        "than one, "
        "nothing is below 0; each within the limit of the regressions' errors (error rate 1e-6); the first 12 "
        "parameters";
    if (subject.focus().model().strategies.size() < 2) return not_applicable(law, no_choice);
    if (subject.draws().empty()) return not_applicable(law, no_draws);
    const std::vector<std::size_t> drawn = drawn_of(subject);
    const auto inputs = inputs_of(subject, drawn);
    const std::uint64_t seed = subject.focus().model().seed;
    const auto values = net_benefits(subject, thresholds(subject)[1]);
    const double scale = 1e-9 * std::max(1.0, spread(values.front()));
    const auto perfect = sensitivity::perfect_information(values);
    Verdict verdict(law);
    verdict.at_most(0, perfect.value, scale, "EVPI");
    const std::size_t tried = std::min(most_parameters, inputs.size());
    const double z = normal_limit(4 * tried);
    for (std::size_t j = 0; j < tried; ++j) {
        if (spread(inputs[j]) == 0) continue;
        const std::string& name = subject.focus().model().parameters[drawn[j]].name;
        const auto partial = sensitivity::partial_information(values, {inputs[j]}, seed);
        verdict.at_most(0, partial.value, z * partial.standard_error + scale, "EVPPI of " + name);
        verdict.at_most(partial.value, perfect.value, z * partial.standard_error + scale, "EVPPI of " + name);
        const auto sample =
            sensitivity::sample_information(values, {inputs[j]}, study_of(drawn[j], spread(inputs[j]) / 4), seed);
        const double error = std::hypot(partial.standard_error, sample.by_regression.standard_error);
        verdict.at_most(sample.by_regression.value, partial.value, z * error + scale, "EVSI of " + name);
        if (j == 0) continue;
        const auto both = sensitivity::partial_information(values, {inputs[j - 1], inputs[j]}, seed);
        verdict.at_most(partial.value, both.value, z * std::hypot(partial.standard_error, both.standard_error) + scale,
                        name + " with another");
    }
    return verdict.finding();
}

Finding samples_reach_their_limits(const Subject& subject) {
    const std::string law =
        "a study that knows a parameter is worth its EVPPI, one that knows nothing of it is worth nothing, within the "
        "limit of the regressions' errors (error rate 1e-6); the first 12 parameters";
    if (subject.focus().model().strategies.size() < 2) return not_applicable(law, no_choice);
    if (subject.draws().empty()) return not_applicable(law, no_draws);
    const std::vector<std::size_t> drawn = drawn_of(subject);
    const auto inputs = inputs_of(subject, drawn);
    const std::uint64_t seed = subject.focus().model().seed;
    const auto values = net_benefits(subject, thresholds(subject)[1]);
    const double scale = 1e-6 * std::max(1.0, spread(values.front()));
    const std::size_t tried = std::min(most_parameters, inputs.size());
    const double z = normal_limit(2 * tried);
    Verdict verdict(law);
    for (std::size_t j = 0; j < tried; ++j) {
        const double range = spread(inputs[j]);
        if (range == 0) continue;
        const std::string& name = subject.focus().model().parameters[drawn[j]].name;
        const auto partial = sensitivity::partial_information(values, {inputs[j]}, seed);
        const auto sure = sensitivity::sample_information(values, {inputs[j]}, study_of(drawn[j], range * 1e-7), seed);
        const auto blind = sensitivity::sample_information(values, {inputs[j]}, study_of(drawn[j], range * 1e4), seed);
        verdict.close(sure.by_regression.value, partial.value,
                      z * std::hypot(sure.by_regression.standard_error, partial.standard_error) + scale,
                      "sure of " + name);
        verdict.close(blind.by_regression.value, 0, z * blind.by_regression.standard_error + scale, "blind to " + name);
        verdict.close(blind.by_moments, 0, 0.02 * std::max(partial.value, 0.0) + scale,
                      "blind to " + name + ", by moments");
    }
    return verdict.finding();
}

std::vector<double> rates_of(const DiscountRate& rate, const Parameters& parameters) {
    std::vector<double> values{parameters.value(rate.per_year)};
    for (const RateChange& change : rate.changes) values.push_back(parameters.value(change.per_year));
    return values;
}

Finding one_way_ranges(const Subject& subject) {
    const std::string law =
        "one-way ranges, the 2.5 and 97.5 % points, hold the parameter's value; shares that move keep the sum of 1; no "
        "uncertain parameter moves a discount rate";
    const Study& study = subject.focus();
    const Model& model = study.model();
    const ParameterSampler sampler(model, {.draws = 1}, model.seed);
    if (sampler.drawn().empty()) return not_applicable(law, no_draws);
    Verdict verdict(law);
    for (const std::size_t i : sampler.drawn()) {
        const double value = study.parameters().values()[i];
        const double low = sampler.quantile_of(i, 0.025), high = sampler.quantile_of(i, 0.975);
        const std::string& name = model.parameters[i].name;
        verdict.holds(low <= value && value <= high,
                      [&] { return fmt::format("{} = {:g} is not in [{:g}, {:g}]", name, value, low, high); });
        for (const double end : {low, high}) {
            try {
                const Parameters moved = with_value(model, study.parameters(), i, end);
                for (const JointUncertainty& joint : model.joint_uncertainties) {
                    if (!joint.makes_share(i)) continue;
                    double sum = 0;
                    for (const std::size_t member : joint.parameters) sum += moved.values()[member];
                    verdict.close(sum, 1, 1e-9, "shares with " + name);
                }
                for (const DiscountRate* rate :
                     {&subject.economics().discount_effects, &subject.economics().discount_costs})
                    verdict.holds(rates_of(*rate, moved) == rates_of(*rate, study.parameters()),
                                  name + " moves a discount rate");
            } catch (const UsageError& illegal) {
                verdict.remark(fmt::format("{} at {:g} is not legal with the others at their values", name, end));
            }
        }
    }
    return verdict.finding();
}

}  // namespace

std::vector<Check> decision_checks() {
    return {{41, "acceptability sums to 1", acceptability_sums},
            {42, "order of values of information", information_is_ordered},
            {43, "limits of sample information", samples_reach_their_limits},
            {46, "one-way ranges", one_way_ranges}};
}

}  // namespace ibtr::verify
