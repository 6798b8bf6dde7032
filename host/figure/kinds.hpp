#pragma once

#include "figure/figure.hpp"

/// One function a kind of figure; all throw UsageError as make_figure does.
namespace ibtr::figure {

/// What every kind is made of.
struct Material {
    const RunFiles& files;
    const Request& request;
    const Names& names;
    const Origin& origin;
};

Figure survival(const Material& material);
Figure cumulative_incidence(const Material& material);
Figure occupancy(const Material& material);
Figure hazards(const Material& material);
Figure difference(const Material& material);
Figure forest(const Material& material);
Figure funnel(const Material& material);
Figure tornado(const Material& material);
Figure two_way(const Material& material);
Figure ce_plane(const Material& material);
Figure acceptability(const Material& material);
Figure perfect_information(const Material& material);
Figure convergence(const Material& material);
Figure validation(const Material& material);
Figure solution(const Material& material);

/// The endpoint asked for, of a kind that shows one. @throws UsageError where there are several
std::optional<std::string> only_endpoint(const Request& request);

/// The end of a caption: how many were simulated, what both intervals are, where the numbers come from.
/// @param simulation, parameters how the interval from the finite number of simulated people, and that of the
/// parameters, are shown
std::string provenance(const Material& material, const std::string& simulation, const std::string& parameters);

/// The same of what no draws are in, though the run has made some.
std::string provenance_without_draws(const Material& material, const std::string& simulation,
                                     const std::string& parameters);

/// "all women", "women with age_band=31-45"
std::string group_in_words(const Material& material);

}  // namespace ibtr::figure
