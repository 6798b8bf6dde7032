#include "studies/published_tests_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/csv.hpp"
#include "base/statistics.hpp"

namespace ibtr::studies {

std::string joint_likelihood_csv(const std::vector<JointTests>& joint) {
    CsvText csv(
        "same_women,tests,replicates,log_likelihood,standard_error,integration_error,log_likelihood_if_any,"
        "standard_error_if_any,probability_any,share_any,log_likelihood_if_all,standard_error_if_all,probability_all,"
        "share_all\n");
    for (const JointTests& one : joint) {
        csv.fields(one.same_women, std::to_string(one.tests.size()), std::to_string(one.replicates),
                   one.log_likelihood.value, one.log_likelihood.standard_error, one.integration_error);
        for (const auto* reported : {&one.if_any, &one.if_all})
            if (*reported)
                csv.fields((*reported)->log_likelihood.value, (*reported)->log_likelihood.standard_error,
                           (*reported)->probability, (*reported)->share);
            else
                csv.fields(undefined, undefined, undefined, undefined);
        csv.end_row();
    }
    return csv.take();
}

std::string joint_tests_csv(const StudiesResult& result, const std::vector<JointTests>& joint) {
    CsvText csv(
        "same_women,study,endpoint,published_p,z_low,z_high,better,mean_z,sd_z,skewness,excess_kurtosis,share_as_"
        "small\n");
    for (const JointTests& one : joint)
        for (const PublishedTest& test : one.tests) {
            const StudyDesign& design = result.designs[test.design];
            const PublishedP& p = *design.published_p;
            const char* better = !p.first_better ? "" : *p.first_better ? "first" : "second";
            csv.row(one.same_women, design.name, design.endpoint, p.printed, test.low, test.high, better, test.mean,
                    test.sd, test.skewness, test.excess_kurtosis, test.share_as_small.value_or(undefined));
        }
    return csv.take();
}

std::string joint_correlations_csv(const StudiesResult& result, const std::vector<JointTests>& joint) {
    CsvText csv("same_women,study,other_study,correlation\n");
    for (const JointTests& one : joint)
        for (std::size_t a = 0; a < one.tests.size(); ++a)
            for (std::size_t b = a + 1; b < one.tests.size(); ++b) {
                const std::size_t n = one.tests.size();
                const double covariance = one.law.covariance[a * n + b];
                csv.row(one.same_women, result.designs[one.tests[a].design].name,
                        result.designs[one.tests[b].design].name,
                        covariance / std::sqrt(one.law.covariance[a * n + a] * one.law.covariance[b * n + b]));
            }
    return csv.take();
}

std::string joint_table(const std::vector<JointTests>& joint) {
    std::string text;
    for (const JointTests& one : joint) {
        text += fmt::format("{}: {} published tests of the same women, {} replicates\n", one.same_women,
                            one.tests.size(), one.replicates);
        const auto line = [&](const char* what, const ByReplicates& number) {
            text += fmt::format("  {:44} {:8.3f} (standard error {:.2g})\n", what, number.value, number.standard_error);
        };
        line("log likelihood of their p values", one.log_likelihood);
        if (one.if_any) line("reported because at least one is below 0.05", one.if_any->log_likelihood);
        if (one.if_all) line("reported because all of those below 0.05 are", one.if_all->log_likelihood);
    }
    return text;
}

}  // namespace ibtr::studies
