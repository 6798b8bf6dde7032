#include "estimate/hazard_ratios.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace ibtr {
namespace {

std::vector<std::vector<std::size_t>> cells_by_class(const CellClasses& classes) {
    std::vector<std::vector<std::size_t>> cells(
        classes.empty() ? 0 : *std::max_element(classes.begin(), classes.end()) + 1);
    for (std::size_t c = 0; c < classes.size(); ++c) cells[classes[c]].push_back(c);
    return cells;
}

/// Whether all women of two arms are in one class: they are compared as a whole then.
bool in_one_class(const std::vector<std::vector<std::size_t>>& classes, std::size_t first, std::size_t second,
                  const CellArms& arms) {
    return std::count_if(classes.begin(), classes.end(), [&](const std::vector<std::size_t>& cells) {
               return std::any_of(cells.begin(), cells.end(), [&](std::size_t c) {
                   return arms.weights(first)[c] != 0 || arms.weights(second)[c] != 0;
               });
           }) == 1;
}

}  // namespace

HazardRatios::HazardRatios(const EndpointPlan& plan, TimeGrid grid, std::vector<CellClasses> partitions,
                           const std::vector<Request>& requests)
    : plan_(plan), grid_(std::move(grid)), widths_(grid_.widths()) {
    for (const CellClasses& partition : partitions) partitions_.push_back(cells_by_class(partition));
    // Chains with the same second arm come one after the other: it is made once for all of them.
    const auto key = [](const Chain& chain) {
        return std::tuple(chain.endpoint, chain.classes, chain.second, chain.first);
    };
    std::vector<std::pair<Chain, std::size_t>> all;  // and the request
    for (std::size_t i = 0; i < requests.size(); ++i)
        if (requests[i].measure == Measure::hr || requests[i].measure == Measure::hr_stratified)
            all.emplace_back(chain_of(requests[i]), i);
    std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
        return std::pair(key(a.first), requests[a.second].bins) < std::pair(key(b.first), requests[b.second].bins);
    });
    for (auto& [chain, request] : all) {
        if (chains_.empty() || key(chains_.back()) != key(chain)) chains_.push_back(chain);
        std::vector<Chain::Link>& links = chains_.back().links;
        const auto bin = static_cast<std::uint32_t>(std::lround(requests[request].bins));
        if (links.empty() || links.back().bin != bin) links.push_back({bin, {}});
        links.back().requests.push_back(request);
    }
}

HazardRatios::Chain HazardRatios::chain_of(const Request& request) const {
    const Endpoint& own = plan_.endpoints[request.first.endpoint];
    const auto same = std::find_if(plan_.endpoints.begin(), plan_.endpoints.end(), [&](const Endpoint& other) {
        return other.contrasted && other.at_risk == own.at_risk && other.events == own.events;
    });
    return {static_cast<std::size_t>(same - plan_.endpoints.begin()), request.first.arm, request.second.arm,
            request.classes};
}

void HazardRatios::evaluate(CellArms& arms, const std::vector<double>& nearby, std::vector<double>& values) const {
    CellClasses each(arms.cells().cells);
    std::iota(each.begin(), each.end(), std::size_t{0});
    const Classes each_cell = cells_by_class(each);
    Parts second;
    const Chain* made = nullptr;
    const Classes* made_within = nullptr;
    for (const Chain& chain : chains_) {
        if (!arms.has_women(chain.first) || !arms.has_women(chain.second)) continue;
        const Classes* classes = nullptr;
        if (chain.classes) classes = partitions_[*chain.classes].empty() ? &each_cell : &partitions_[*chain.classes];
        if (classes == &each_cell && in_one_class(each_cell, chain.first, chain.second, arms)) classes = nullptr;
        if (made == nullptr || made->endpoint != chain.endpoint || made->second != chain.second ||
            made_within != classes)
            second = parts(chain.endpoint, classes, chain.second, arms);
        made = &chain;
        made_within = classes;
        solve(chain, parts(chain.endpoint, classes, chain.first, arms), second, nearby, values);
    }
}

HazardRatios::Parts HazardRatios::parts(std::size_t endpoint, const Classes* classes, std::size_t arm,
                                        CellArms& arms) const {
    Parts parts;
    if (classes == nullptr) {
        const Arm& women = arms.whole(arm);
        parts.emplace_back(
            at_risk(plan_.endpoints[endpoint], widths_, women.cumulative.data(), women.offset.data(), 1));
        return parts;
    }
    for (const std::vector<std::size_t>& cells : *classes) parts.push_back(within(endpoint, arm, arms, cells));
    return parts;
}

std::optional<ArmAtRisk> HazardRatios::within(std::size_t chain_endpoint, std::size_t arm, const CellArms& arms,
                                              const std::vector<std::size_t>& cells) const {
    const Endpoint& endpoint = plan_.endpoints[chain_endpoint];
    const std::vector<double>& weights = arms.weights(arm);
    const CellIncidence& all = arms.cells();
    double share = 0;
    for (const std::size_t c : cells) share += weights[c];
    if (!(share > 0)) return std::nullopt;
    if (cells.size() == 1) {
        const std::size_t strategy = arms.strategy(arm), cell = cells.front();
        return at_risk(endpoint, widths_, all.cumulative.data() + all.at(strategy, cell, 0),
                       all.offset.data() + all.offset_at(strategy, cell, 0), share);
    }
    std::vector<double> inside(weights.size(), 0.0);
    for (const std::size_t c : cells) inside[c] = weights[c] / share;
    const Arm women(all, arms.strategy(arm), inside);
    return at_risk(endpoint, widths_, women.cumulative.data(), women.offset.data(), share);
}

void HazardRatios::solve(const Chain& chain, const Parts& first, const Parts& second, const std::vector<double>& nearby,
                         std::vector<double>& values) const {
    RiskIntervals risk;
    std::size_t added = 0;
    double log_ratio = 0;
    for (const Chain::Link& link : chain.links) {
        const std::size_t end = link.bin == 0 ? 0 : grid_.find(link.bin).value() + 1;
        for (std::size_t k = 0; k < first.size(); ++k)
            if (first[k] && second[k]) risk.add(*first[k], *second[k], added, end);
        added = end;
        // The ratio up to the time before is a good guess where there is no better one.
        log_ratio = risk.log_ratio(nearby.empty() ? log_ratio : std::log(nearby[link.requests.front()]));
        for (const std::size_t request : link.requests) values[request] = std::exp(log_ratio);
    }
}

}  // namespace ibtr
