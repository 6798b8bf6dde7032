#include "calibrate/proposal_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ibtr::calibration {

void ProposalMixture::add(Proposal proposal, double log_posterior) {
    const double log_mass = log_posterior + proposal.log_root_determinant();
    parts_.push_back({std::move(proposal), log_mass});
}

std::vector<double> ProposalMixture::draw(double place, const std::vector<double>& normals) const {
    double largest = parts_.front().log_mass, sum = 0;
    for (const Part& part : parts_) largest = std::max(largest, part.log_mass);
    for (const Part& part : parts_) sum += std::exp(part.log_mass - largest);
    double left = place * sum;
    for (const Part& part : parts_) {
        left -= std::exp(part.log_mass - largest);
        if (left <= 0) return part.proposal.draw(normals);
    }
    return parts_.back().proposal.draw(normals);
}

double ProposalMixture::log_density_of(const Part& part, const std::vector<double>& scores) const {
    return part.log_mass + part.proposal.log_density(scores) - part.proposal.log_root_determinant();
}

double ProposalMixture::log_density(const std::vector<double>& scores) const {
    std::vector<double> logarithms;
    for (const Part& part : parts_) logarithms.push_back(log_density_of(part, scores));
    const double largest = *std::max_element(logarithms.begin(), logarithms.end());
    double sum = 0;
    for (const double logarithm : logarithms) sum += std::exp(logarithm - largest);
    return largest + std::log(sum);
}

std::size_t ProposalMixture::likeliest(const std::vector<double>& scores) const {
    const auto best = std::max_element(parts_.begin(), parts_.end(), [&](const Part& a, const Part& b) {
        return log_density_of(a, scores) < log_density_of(b, scores);
    });
    return static_cast<std::size_t>(best - parts_.begin());
}

}  // namespace ibtr::calibration
