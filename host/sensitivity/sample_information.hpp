#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sensitivity/planned_study.hpp"
#include "sensitivity/value_of_information.hpp"

namespace ibtr::sensitivity {

/// The expected value of what a study would show, E max_s E(V_s | data) - max_s E V_s, two ways.
struct SampleInformation {
    /// By regression of the strategies' values on the data of one study for each draw (Strong, Oakley, Brennan and
    /// Breeze 2015, Med Decis Making 35:570-583).
    InformationValue by_regression{};
    /// By moment matching: E(V_s | data) is taken to be distributed as E(V_s | parameters), but for its variance, which
    /// is that of V_s less what is left of it given data (Heath, Manolopoulou and Baio 2018, Med Decis Making
    /// 38:163-173). Given data, draws count by their likelihood.
    double by_moments = 0;
    double effective_draws = 0;  ///< fewest, over the data sets, that the likelihood leaves: (sum w)^2 / sum w^2
    InformationValue perfect{};  ///< about the same parameters
};

/// @param values [strategy][draw], more is better
/// @param inputs [observation][draw]: draws of the parameters that are seen
/// @param seed of data and of the regression error's simulation
SampleInformation sample_information(const std::vector<std::vector<double>>& values,
                                     const std::vector<std::vector<double>>& inputs, const PlannedStudy& study,
                                     std::uint64_t seed);

/// For each ranking and study.
struct SampleRow {
    std::string endpoint, study;
    SampleInformation information;
};
std::vector<SampleRow> sample_information_table(const DrawTable& draws, const std::vector<Ranking>& rankings,
                                                const std::vector<PlannedStudy>& studies, std::uint64_t seed);

}  // namespace ibtr::sensitivity
