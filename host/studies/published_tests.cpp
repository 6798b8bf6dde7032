#include "studies/published_tests.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <span>

#include "base/statistics.hpp"
#include "ibtr/error.hpp"

namespace ibtr::studies {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double significant_z = z_975;  // two-sided p of 0.05
constexpr std::size_t tenths = 10;
/// Of integrals: of a likelihood, and of those whose spread over the tenths is its error.
constexpr double exact_enough = 1e-4, enough_for_errors = 1e-3;

/// |z| of a two-sided p.
double z_of_p(double p) {
    return p > 0 ? quantile(complement(boost::math::normal(), p / 2)) : infinite;
}

/// Above 0 where the first arm has fewer events.
double signed_z(const meta::Effect& effect, Measure measure) {
    const double z = effect.estimate / std::sqrt(effect.variance);
    return measure == Measure::hr || measure == Measure::rr_event ? -z : z;
}

/// Published tests, and the z of replicates in which all have one.
struct Observed {
    std::vector<PublishedTest> tests;
    std::vector<std::optional<bool>> first_better;
    std::vector<double> z;  ///< [replicate][test]

    [[nodiscard]] std::size_t size() const { return tests.size(); }
    [[nodiscard]] std::span<const double> replicate(std::size_t r) const { return {&z[r * size()], size()}; }
    [[nodiscard]] std::size_t replicates() const { return z.size() / size(); }
    /// Whether it is a test of p < 0.05 with a direction.
    [[nodiscard]] bool is_finding(std::size_t k) const { return first_better[k] && tests[k].low > significant_z; }
    [[nodiscard]] double sign(std::size_t k) const { return *first_better[k] ? 1 : -1; }
    [[nodiscard]] bool found_again(std::size_t k, double z_of_replicate) const {
        return sign(k) * z_of_replicate > significant_z;
    }
};

/// log P(all tests as published).
Probability as_published(const Observed& observed, const NormalLaw& law, double close_enough) {
    const std::size_t n = observed.size();
    std::vector<std::size_t> open;
    for (std::size_t k = 0; k < n; ++k)
        if (!observed.first_better[k]) open.push_back(k);
    Probability sum;
    double variance = 0;
    for (std::size_t way = 0; way < (std::size_t{1} << open.size()); ++way) {
        std::vector<double> low(n), high(n);
        for (std::size_t k = 0; k < n; ++k) {
            bool positive = observed.first_better[k].value_or(true);
            const auto place = std::find(open.begin(), open.end(), k);
            if (place != open.end()) positive = (way >> static_cast<std::size_t>(place - open.begin()) & 1U) == 0;
            const PublishedTest& test = observed.tests[k];
            low[k] = positive ? test.low : -test.high;
            high[k] = positive ? test.high : -test.low;
        }
        const Probability part = normal_rectangle(law, low, high, close_enough);
        sum.value += part.value;
        variance += part.error * part.error;
    }
    sum.error = std::sqrt(variance);
    return sum;
}

/// P(all findings again), or P(at least one), by the normal law of those tests alone.
double reported(const Observed& observed, const NormalLaw& law, bool all, double close_enough) {
    NormalLaw of_findings;
    std::vector<double> low, high;
    std::vector<std::size_t> findings;
    for (std::size_t k = 0; k < observed.size(); ++k)
        if (observed.is_finding(k)) findings.push_back(k);
    for (const std::size_t k : findings) {
        const bool above = (observed.sign(k) > 0) == all;
        const double limit = observed.sign(k) * significant_z;
        low.push_back(above ? limit : -infinite);
        high.push_back(above ? infinite : limit);
        of_findings.mean.push_back(law.mean[k]);
        for (const std::size_t j : findings) of_findings.covariance.push_back(law.covariance[k * law.size() + j]);
    }
    const double p = normal_rectangle(of_findings, low, high, close_enough).value;
    return all ? p : 1 - p;
}

double share_reported(const Observed& observed, bool all) {
    double count = 0;
    for (std::size_t r = 0; r < observed.replicates(); ++r) {
        bool any_found = false, all_found = true;
        for (std::size_t k = 0; k < observed.size(); ++k) {
            if (!observed.is_finding(k)) continue;
            const bool found = observed.found_again(k, observed.replicate(r)[k]);
            any_found = any_found || found;
            all_found = all_found && found;
        }
        count += (all ? all_found : any_found) ? 1 : 0;
    }
    return count / static_cast<double>(observed.replicates());
}

/// A number of all replicates, and of all but each tenth.
template <class Number>
ByReplicates jackknifed(const Observed& observed, Number number) {
    ByReplicates result{number(normal_law(observed.z, observed.size()), exact_enough), 0};
    std::vector<double> without;
    for (std::size_t tenth = 0; tenth < tenths; ++tenth) {
        std::vector<double> rest;
        for (std::size_t r = 0; r < observed.replicates(); ++r)
            if (r % tenths != tenth)
                rest.insert(rest.end(), observed.replicate(r).begin(), observed.replicate(r).end());
        without.push_back(number(normal_law(rest, observed.size()), enough_for_errors));
    }
    const double centre = mean(without), spread = sample_variance(without, centre);
    result.standard_error = static_cast<double>(tenths - 1) * std::sqrt(spread / static_cast<double>(tenths));
    return result;
}

void describe(Observed& observed, std::size_t k) {
    PublishedTest& test = observed.tests[k];
    const auto n = static_cast<double>(observed.replicates());
    double second = 0, third = 0, fourth = 0, as_small = 0;
    for (std::size_t r = 0; r < observed.replicates(); ++r) test.mean += observed.replicate(r)[k] / n;
    for (std::size_t r = 0; r < observed.replicates(); ++r) {
        const double z = observed.replicate(r)[k], away = z - test.mean;
        second += away * away / n;
        third += away * away * away / n;
        fourth += away * away * away * away / n;
        if (observed.first_better[k]) as_small += observed.sign(k) * z >= test.low ? 1 : 0;
    }
    test.sd = std::sqrt(second * n / (n - 1));
    test.skewness = third / std::pow(second, 1.5);
    test.excess_kurtosis = fourth / (second * second) - 3;
    if (observed.first_better[k]) test.share_as_small = as_small / n;
}

Observed observe(const StudiesResult& result, const std::vector<std::size_t>& group) {
    Observed observed;
    for (const std::size_t d : group)
        if (const auto& p = result.designs[d].published_p) {
            observed.tests.push_back({d, z_of_p(p->high), z_of_p(p->low), 0, 0, 0, 0, {}});
            observed.first_better.push_back(p->first_better);
        }
    for (std::size_t r = 0; r < result.replicates && observed.size() > 0; ++r) {
        std::vector<double> row;
        for (const PublishedTest& test : observed.tests)
            if (const auto& effect = result.effects[r * result.designs.size() + test.design])
                row.push_back(signed_z(*effect, result.designs[test.design].measure));
        if (row.size() == observed.size()) observed.z.insert(observed.z.end(), row.begin(), row.end());
    }
    return observed;
}

JointTests together(const std::string& name, Observed observed) {
    JointTests joint;
    joint.same_women = name;
    joint.replicates = observed.replicates();
    if (joint.replicates < 20 * observed.size())
        throw UsageError("--replicates: " + std::to_string(joint.replicates) + " replicates have all p values of '" +
                         name + "'; their joint law needs 20 for each of them");
    for (std::size_t k = 0; k < observed.size(); ++k) describe(observed, k);
    joint.law = normal_law(observed.z, observed.size());
    const Probability published = as_published(observed, joint.law, exact_enough);
    joint.integration_error = published.error / published.value;
    joint.log_likelihood = jackknifed(observed, [&](const NormalLaw& law, double close_enough) {
        return std::log(as_published(observed, law, close_enough).value);
    });
    bool any = false;
    for (std::size_t k = 0; k < observed.size(); ++k) any = any || observed.is_finding(k);
    const auto given = [&](bool all) {
        const ByReplicates value = jackknifed(observed, [&](const NormalLaw& law, double close_enough) {
            return std::log(as_published(observed, law, close_enough).value) -
                   std::log(reported(observed, law, all, close_enough));
        });
        return JointTests::Reported{value, reported(observed, joint.law, all, exact_enough),
                                    share_reported(observed, all)};
    };
    if (any) {
        joint.if_any = given(false);
        joint.if_all = given(true);
    }
    joint.tests = std::move(observed.tests);
    return joint;
}

}  // namespace

std::vector<JointTests> joint_tests(const StudiesResult& result) {
    std::vector<JointTests> all;
    for (const std::vector<std::size_t>& group : studies_of_the_same_women(result.designs)) {
        Observed observed = observe(result, group);
        if (observed.size() > 0) all.push_back(together(result.designs[group.front()].same_women, std::move(observed)));
    }
    return all;
}

}  // namespace ibtr::studies
