#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "studies/simulate_studies.hpp"

/// Which of several explanations a future study would name: each is simulated, and its estimates are classified.
namespace ibtr::studies {

/// Replicates of a study's estimates under one explanation.
struct ExplainedEstimates {
    std::string explanation;
    std::vector<double> rows;  ///< [replicate][estimate], of replicates that have all
};

/// How well they are told apart, all explanations equally likely beforehand. The estimates of each are taken for normal
/// with the mean and covariance of its replicates, one half of them (even and odd numbers); those of the other half are
/// given to the explanation that makes them likeliest, and the halves change places.
struct Naming {
    /// [truth][named]: share of the replicates; NaN where an explanation has too few replicates with all estimates.
    std::vector<std::vector<double>> shares;
    double probability_right = 0, standard_error = 0;
    /// What a study tells on average of which explanation is true, E log2(p(truth | estimates) M): at most log2 M. A
    /// normal law that does not hold can make it negative.
    double information_bits = 0, bits_standard_error = 0;
};

/// Of an explanation, with all estimates: of fewer no normal law is made.
std::size_t fewest_replicates(std::size_t estimates);

/// @param estimates so many in each row
/// @throws UsageError where one estimate follows from the others
Naming name_explanations(const std::vector<ExplainedEstimates>& explained, std::size_t estimates);

/// Estimates of some designs, from replicates in which all have one.
ExplainedEstimates estimates_of(const StudiesResult& result, const std::vector<std::size_t>& designs,
                                std::string explanation);

/// The same designs with other numbers of women: of the studies of the same women, and of each other study, so many in
/// both arms together, divided as before.
std::vector<StudyDesign> with_women(std::vector<StudyDesign> designs, std::uint32_t women);

}  // namespace ibtr::studies
