#pragma once

#include <cstddef>
#include <vector>

#include "calibrate/posterior.hpp"

namespace ibtr::calibration {

/// Proposals around several modes, each by the mass that a normal posterior would have there: its height times the root
/// of the determinant of its covariance.
class ProposalMixture {
public:
    void add(Proposal proposal, double log_posterior);

    /// @param place in (0, 1), which chooses the mode; @param normals as Proposal::draw takes them
    [[nodiscard]] std::vector<double> draw(double place, const std::vector<double>& normals) const;
    /// Up to a constant.
    [[nodiscard]] double log_density(const std::vector<double>& scores) const;
    /// The mode whose proposal most likely gave the scores.
    [[nodiscard]] std::size_t likeliest(const std::vector<double>& scores) const;

private:
    struct Part {
        Proposal proposal;
        double log_mass;
    };
    /// Logarithm of a part's share of the density, up to the same constant for all.
    [[nodiscard]] double log_density_of(const Part& part, const std::vector<double>& scores) const;

    std::vector<Part> parts_;
};

}  // namespace ibtr::calibration
