#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/statistics.hpp"
#include "ibtr/measure.hpp"
#include "model/endpoint_rules.hpp"
#include "validate/validation.hpp"

namespace ibtr {

std::vector<Inconsistency> find_inconsistencies(const std::vector<Target>& targets) {
    const auto error = [](double low, double high) { return std::log(high / low) / (2 * z_975); };
    const auto proportion_of = [&](const Target& ratio, const std::string& strategy) {
        const auto found = std::find_if(targets.begin(), targets.end(), [&](const Target& target) {
            QuantityText wanted = ratio.what;
            wanted.measure = to_text(Measure::proportion);
            wanted.strategy = strategy;
            wanted.comparator = wanted.comparator_group = "";
            return target.what == wanted && target.population == ratio.population && target.ci_low;
        });
        return found == targets.end() ? nullptr : &*found;
    };
    std::vector<Inconsistency> found;
    for (const Target& ratio : targets) {
        const bool alive = ratio.what.is(Measure::rr_alive), event = ratio.what.is(Measure::rr_event);
        if ((!alive && !event) || !ratio.value || !ratio.ci_low) continue;
        const Target *a = proportion_of(ratio, ratio.what.strategy), *b = proportion_of(ratio, ratio.what.comparator);
        if (a == nullptr || b == nullptr) continue;
        const bool counts_events = kind_of_endpoint(ratio.what.endpoint) == EndpointKind::incidence;
        if (counts_events != event) continue;  // the proportions would have to be turned round
        const double implied = *a->value / *b->value;
        if (implied >= *ratio.ci_low && implied <= *ratio.ci_high) continue;
        const double variance = std::pow(error(*a->ci_low, *a->ci_high), 2) +
                                std::pow(error(*b->ci_low, *b->ci_high), 2) +
                                std::pow(error(*ratio.ci_low, *ratio.ci_high), 2);
        found.push_back({a->name, b->name, ratio.name, implied, *ratio.value,
                         std::log(implied / *ratio.value) / std::sqrt(variance)});
    }
    return found;
}

}  // namespace ibtr
