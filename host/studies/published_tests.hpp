#pragma once

#include <optional>
#include <string>
#include <vector>

#include "studies/normal_rectangle.hpp"
#include "studies/simulate_studies.hpp"

/// Published p values of the same women, held against the replicates: how likely they are together.
namespace ibtr::studies {

/// A number from replicates, with the error of their being so many: a jackknife over ten tenths.
struct ByReplicates {
    double value = 0, standard_error = 0;
};

/// One published test and the z of its replicates, above 0 where the first arm has fewer events.
struct PublishedTest {
    std::size_t design;
    double low = 0, high = 0;  ///< |z| as published: p was rounded
    double mean = 0, sd = 0, skewness = 0, excess_kurtosis = 0;
    std::optional<double> share_as_small;  ///< of replicates with a p no larger, in the published direction
};

/// All published tests of the same women. Likelihoods are synthetic (Wood 2010): those of a normal law with the mean
/// and covariance of the replicates' z, between the limits that rounding leaves; both directions where none is
/// published.
struct JointTests {
    std::string same_women;
    std::vector<PublishedTest> tests;
    std::size_t replicates = 0;  ///< in which all have a z
    NormalLaw law;
    ByReplicates log_likelihood;
    double integration_error = 0;  ///< of it
    /// Of what is reported only where a test comes out: tests of p < 0.05 with a published direction, at least one of
    /// them, or all, again below 0.05 and in that direction. Nothing where there is no such test.
    struct Reported {
        ByReplicates log_likelihood;  ///< given that it is reported
        double probability = 0;       ///< of that, by the normal law
        double share = 0;             ///< of the replicates
    };
    std::optional<Reported> if_any, if_all;
};

std::vector<JointTests> joint_tests(const StudiesResult& result);

}  // namespace ibtr::studies
