#pragma once

#include <string>
#include <vector>

#include "studies/published_tests.hpp"

namespace ibtr::studies {

/// joint_likelihood.csv: a row for all published tests of the same women.
std::string joint_likelihood_csv(const std::vector<JointTests>& joint);
/// joint_tests.csv: a row a published test, with what the replicates show.
std::string joint_tests_csv(const StudiesResult& result, const std::vector<JointTests>& joint);
/// joint_correlations.csv: a row a pair of tests.
std::string joint_correlations_csv(const StudiesResult& result, const std::vector<JointTests>& joint);
/// For people.
std::string joint_table(const std::vector<JointTests>& joint);

}  // namespace ibtr::studies
