#include "sensitivity/outcome_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "ibtr/error.hpp"

namespace ibtr::sensitivity {
namespace {

bool is_standardised(const psa::Outcome& outcome) {
    return outcome.population == PopulationKind::standardised;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t colon; (colon = text.find(':', begin)) != std::string::npos; begin = colon + 1)
        parts.push_back(text.substr(begin, colon - begin));
    parts.push_back(text.substr(begin));
    return parts;
}

/// Every value that outcomes have in one place of their text, given the places before.
std::set<std::string> choices(const Model& model, const std::vector<psa::Outcome>& outcomes,
                              const std::vector<std::string>& parts, std::size_t place) {
    std::set<std::string> found;
    for (const psa::Outcome& outcome : outcomes) {
        const std::vector<std::string> has = split(outcome_text(model, outcome));
        if (is_standardised(outcome) &&
            std::equal(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(place), has.begin()))
            found.insert(has[place]);
    }
    return found;
}

}  // namespace

std::string outcome_text(const Model& model, const psa::Outcome& outcome) {
    // An occupancy's endpoint has a colon of its own: written with a dot.
    std::string endpoint = outcome.endpoint;
    std::replace(endpoint.begin(), endpoint.end(), ':', '.');
    return fmt::format("{}:{}:{}:{}", model.strategies[outcome.strategy].name, endpoint, outcome.measure,
                       static_cast<double>(outcome.bin) / model.grid_per_year);
}

std::size_t find_outcome(const Model& model, const std::vector<psa::Outcome>& outcomes, const std::string& text) {
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (is_standardised(outcomes[i]) && outcome_text(model, outcomes[i]) == text) return i;
    const std::vector<std::string> parts = split(text);
    if (parts.size() != 4)
        throw UsageError(fmt::format("--outcome {}: expected STRATEGY:ENDPOINT:MEASURE:YEARS, for example {}", text,
                                     outcome_text(model, outcomes[default_outcomes(model, outcomes).front()])));
    static constexpr const char* names[] = {"strategy", "endpoint", "measure", "time"};
    for (std::size_t place = 0; place < parts.size(); ++place) {
        const std::set<std::string> allowed = choices(model, outcomes, parts, place);
        if (!allowed.contains(parts[place]))
            throw UsageError(fmt::format("--outcome {}: there is no {} '{}' there; allowed: {}", text, names[place],
                                         parts[place], fmt::join(allowed, ", ")));
    }
    throw UsageError(fmt::format("--outcome {}: no such outcome", text));
}

std::vector<std::size_t> default_outcomes(const Model& model, const std::vector<psa::Outcome>& outcomes) {
    std::vector<std::size_t> chosen;
    for (const char* measure : {"rr_alive", "value"}) {
        std::uint32_t latest = 0;
        const auto wanted = [&](const psa::Outcome& outcome) {
            return is_standardised(outcome) && outcome.endpoint == "os" && outcome.measure == measure;
        };
        for (const psa::Outcome& outcome : outcomes)
            if (wanted(outcome)) latest = std::max(latest, outcome.bin);
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            if (wanted(outcomes[i]) && outcomes[i].bin == latest) chosen.push_back(i);
        if (!chosen.empty()) return chosen;
    }
    throw UsageError(fmt::format(
        "{}: without an endpoint set of deaths there is no survival to look at; name an --outcome", model.name));
}

std::vector<std::size_t> strategy_values(const Model& model, const std::vector<psa::Outcome>& outcomes,
                                         const std::string& endpoint) {
    std::vector<std::size_t> positions(model.strategies.size());
    std::set<std::string> allowed;
    std::size_t found = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const psa::Outcome& outcome = outcomes[i];
        const bool survives = outcome.at_start == 1 && !outcome.endpoint.starts_with("occupancy:");
        const bool more_is_better = survives || outcome.endpoint == "rmst";
        if (!is_standardised(outcome) || outcome.comparator || outcome.bin != model.bins() || !more_is_better) continue;
        allowed.insert(outcome.endpoint);
        if (outcome.endpoint != endpoint) continue;
        positions[outcome.strategy] = i;
        ++found;
    }
    if (found != positions.size())
        throw UsageError(fmt::format("--value {}: not an endpoint of which more is better; allowed: {}", endpoint,
                                     fmt::join(allowed, ", ")));
    return positions;
}

}  // namespace ibtr::sensitivity
