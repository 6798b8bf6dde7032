#include "sensitivity/outcome_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "model/endpoint_rules.hpp"
#include "model/endpoint_words.hpp"

namespace ibtr::sensitivity {
namespace {

bool is_standardised(const Quantity& outcome) {
    return outcome.population == PopulationKind::standardised;
}

/// An endpoint as it is named on the command line, where a colon separates.
std::string dotted(std::string endpoint) {
    std::replace(endpoint.begin(), endpoint.end(), ':', '.');
    return endpoint;
}

/// Whether an outcome is a strategy's value at the horizon, of which more is better.
bool can_rank(const Model& model, const Quantity& outcome) {
    if (!is_standardised(outcome) || outcome.comparator || outcome.bin(model.grid_per_year) != model.bins())
        return false;
    if (outcome.measure == Measure::total) return outcome.endpoint != "cost";
    const EndpointKind kind = kind_of_endpoint(outcome.endpoint);
    return kind == EndpointKind::survival || kind == EndpointKind::net_survival ||
           kind == EndpointKind::restricted_mean;
}

/// Whether a text names an endpoint that follows from roles, and that this model has not.
bool is_derived_and_missing(const Model& model, const std::string& endpoint) {
    const std::vector<std::string> derived = derived_names(), has = endpoint_names(model);
    return std::find(derived.begin(), derived.end(), endpoint) != derived.end() &&
           std::find(has.begin(), has.end(), endpoint) == has.end();
}

/// 10.0 for 10 in the last place of an outcome's text.
std::string with_plain_years(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    const auto years = colon == std::string::npos ? std::nullopt : parse_number(text.substr(colon + 1));
    return years ? fmt::format("{}:{}", text.substr(0, colon), *years) : text;
}

/// Numbers by size, before other texts by letters.
struct InOrder {
    bool operator()(const std::string& a, const std::string& b) const {
        const auto x = parse_number(a), y = parse_number(b);
        if (x && y) return *x < *y;
        return x || y ? x.has_value() : a < b;
    }
};
using Choices = std::set<std::string, InOrder>;

/// Every value that outcomes have in one place of their text, given the places before.
Choices choices(const Model& model, const std::vector<Quantity>& outcomes, const std::vector<std::string>& parts,
                std::size_t place) {
    Choices found;
    for (const Quantity& outcome : outcomes) {
        const std::vector<std::string> has = split_text(outcome_text(model, outcome), ':');
        if (is_standardised(outcome) &&
            std::equal(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(place), has.begin()))
            found.insert(has[place]);
    }
    return found;
}

}  // namespace

NetBenefit::NetBenefit(const Model& model, const psa::OutcomePlan& plan) : outcomes_(plan.outcomes()) {
    if (!plan.economics()) return;
    constexpr PopulationKind kind = PopulationKind::standardised;
    const double horizon = static_cast<double>(model.bins()) / model.grid_per_year;
    for (const double willingness : plan.economics()->willingness_to_pay) {
        const std::string endpoint = net_benefit_endpoint(willingness);
        const auto term = [&](std::size_t strategy) {
            return Term{willingness, plan.total(kind, strategy, DecisionItem::qaly),
                        plan.total(kind, strategy, DecisionItem::cost)};
        };
        for (StrategyIndex s; s < model.strategies.size(); ++s) {
            outcomes_.push_back({.measure = Measure::total,
                                 .population = kind,
                                 .strategy = s,
                                 .endpoint = endpoint,
                                 .time_years = horizon});
            rows_.push_back({term(s), {}});
        }
        for (StrategyIndex s; s < model.strategies.size(); ++s) {
            if (s == model.reference_strategy) continue;
            outcomes_.push_back({.measure = Measure::difference,
                                 .population = kind,
                                 .strategy = s,
                                 .comparator = model.reference_strategy,
                                 .endpoint = endpoint,
                                 .time_years = horizon});
            rows_.push_back({term(s), {term(model.reference_strategy)}});
        }
    }
}

Evaluate NetBenefit::added_to(Evaluate evaluate) const {
    if (rows_.empty()) return evaluate;
    return [rows = rows_, evaluate = std::move(evaluate)](const Parameters& parameters) {
        std::vector<double> values = evaluate(parameters);
        const auto benefit = [&](const Term& term) { return term.willingness * values[term.qaly] - values[term.cost]; };
        for (const Row& row : rows) {
            double value = benefit(row.of);
            for (const Term& term : row.less) value -= benefit(term);
            values.push_back(value);
        }
        return values;
    };
}

std::string net_benefit_endpoint(double willingness) {
    return fmt::format("net_benefit:{}", willingness);
}

bool is_net_benefit(const Quantity& outcome) {
    return outcome.endpoint.starts_with("net_benefit:");
}

std::string outcome_text(const Model& model, const Quantity& outcome) {
    // An occupancy's endpoint has a colon of its own: written with a dot.
    return fmt::format("{}:{}:{}:{}", model.strategies[outcome.strategy].name, dotted(outcome.endpoint),
                       to_text(outcome.measure), outcome.time_years);
}

std::size_t find_outcome(const Model& model, const std::vector<Quantity>& outcomes, const std::string& text) {
    const std::string wanted = with_plain_years(text);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (is_standardised(outcomes[i]) && outcome_text(model, outcomes[i]) == wanted) return i;
    const std::vector<std::string> parts = split_text(wanted, ':');
    if (parts.size() != 4)
        throw UsageError(fmt::format("--outcome {}: expected STRATEGY:ENDPOINT:MEASURE:YEARS, for example {}", text,
                                     outcome_text(model, outcomes[default_outcomes(model, outcomes).front()])));
    static constexpr const char* names[] = {"strategy", "endpoint", "measure", "time"};
    for (std::size_t place = 0; place < parts.size(); ++place) {
        const Choices allowed = choices(model, outcomes, parts, place);
        if (std::string_view(names[place]) == "endpoint" && is_derived_and_missing(model, parts[place]))
            throw UsageError(fmt::format("--outcome {}: {}", text, missing_endpoint(model, parts[place])));
        if (!allowed.contains(parts[place]))
            throw UsageError(fmt::format("--outcome {}: there is no {} '{}' there; allowed: {}", text, names[place],
                                         parts[place], fmt::join(allowed, ", ")));
    }
    throw UsageError(fmt::format("--outcome {}: no such outcome", text));
}

std::vector<std::size_t> default_outcomes(const Model& model, const std::vector<Quantity>& outcomes) {
    std::vector<std::size_t> chosen;
    for (const Measure measure : {Measure::rr_alive, Measure::value}) {
        double latest = 0;
        const auto wanted = [&](const Quantity& outcome) {
            return is_standardised(outcome) && outcome.endpoint == survival_name && outcome.measure == measure;
        };
        for (const Quantity& outcome : outcomes)
            if (wanted(outcome)) latest = std::max(latest, outcome.time_years);
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            if (wanted(outcomes[i]) && outcomes[i].time_years == latest) chosen.push_back(i);
        if (!chosen.empty()) return chosen;
    }
    throw UsageError(fmt::format(
        "{}: without a state of kind = \"death\" there is no survival to look at; name an --outcome", model.name));
}

std::vector<Ranking> find_rankings(const Model& model, const std::vector<Quantity>& outcomes,
                                   const std::vector<std::string>& endpoints) {
    std::vector<Ranking> possible;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (!can_rank(model, outcomes[i])) continue;
        const auto known = std::find_if(possible.begin(), possible.end(),
                                        [&](const Ranking& r) { return r.endpoint == outcomes[i].endpoint; });
        const auto place = static_cast<std::size_t>(known - possible.begin());
        if (known == possible.end())
            possible.push_back({outcomes[i].endpoint, std::vector<std::size_t>(model.strategies.size())});
        possible[place].positions[outcomes[i].strategy] = i;
    }
    std::vector<Ranking> found;
    for (const std::string& endpoint : endpoints) {
        bool known = false;
        for (const Ranking& ranking : possible) {
            if (dotted(ranking.endpoint) != dotted(endpoint) &&
                (endpoint != "net_benefit" || !ranking.endpoint.starts_with("net_benefit:")))
                continue;
            known = true;
            if (std::none_of(found.begin(), found.end(),
                             [&](const Ranking& r) { return r.endpoint == ranking.endpoint; }))
                found.push_back(ranking);
        }
        if (known) continue;
        std::set<std::string> allowed;
        for (const Ranking& ranking : possible) allowed.insert(dotted(ranking.endpoint));
        throw UsageError(fmt::format("--value {}: not an endpoint of which more is better; allowed: {}", endpoint,
                                     fmt::join(allowed, ", ")));
    }
    return found;
}

std::vector<std::size_t> net_benefit_outcomes(const std::vector<Quantity>& outcomes,
                                              const std::vector<Ranking>& rankings) {
    std::vector<std::size_t> chosen;
    for (const Ranking& ranking : rankings)
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            if (is_net_benefit(outcomes[i]) && outcomes[i].comparator && outcomes[i].endpoint == ranking.endpoint)
                chosen.push_back(i);
    return chosen;
}

}  // namespace ibtr::sensitivity
