#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

#include "base/stopwatch.hpp"
#include "ibtr/error.hpp"
#include "ibtr/exact.hpp"
#include "verify/check.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

/// Checks about utilities and costs.
bool is_economic(const Check& check) {
    return check.id >= 31 && check.id <= 43;
}

Finding held(const Check& check, const Subject& subject) {
    try {
        Finding finding = check.hold(subject);
        if (is_economic(check) && !subject.has_economics())
            finding.expected += " (with assumed utilities and costs: the config has none)";
        return finding;
    } catch (const Interrupted&) {
        throw;
    } catch (const BudgetExceeded& reason) {
        return not_applicable("the law of this check", std::string("it takes too long: ") + reason.what());
    } catch (const std::exception& error) {
        return {Status::fail, "the check comes to an end", fmt::format("it ended with: {}", error.what())};
    }
}

}  // namespace

const std::vector<Check>& all_checks() {
    static const std::vector<Check> checks = [] {
        std::vector<Check> all;
        for (const auto group : {input_checks, uncertainty_checks, reach_checks, flow_checks, extreme_checks,
                                 hazard_checks, arm_checks, reward_checks, total_checks, decision_checks, draw_checks,
                                 oracle_checks, error_checks, machine_checks, estimator_checks, whole_checks}) {
            std::vector<Check> more = group();
            std::move(more.begin(), more.end(), std::back_inserter(all));
        }
        std::sort(all.begin(), all.end(), [](const Check& a, const Check& b) { return a.id < b.id; });
        return all;
    }();
    return checks;
}

std::vector<Result> hold_all(const Subject& subject, const std::function<bool(std::size_t done)>& progress) {
    std::vector<Result> results;
    for (const Check& check : all_checks()) {
        const Stopwatch watch;
        Finding finding = held(check, subject);
        results.push_back({check.id, check.name, std::move(finding), watch.seconds()});
        if (!progress(results.size())) throw Interrupted("interrupted: the checks were not finished");
    }
    return results;
}

}  // namespace ibtr::verify
