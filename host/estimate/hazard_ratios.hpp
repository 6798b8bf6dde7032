#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "estimate/cell_arms.hpp"
#include "estimate/endpoints.hpp"
#include "estimate/hazard_ratio.hpp"
#include "estimate/request.hpp"

namespace ibtr {

/// The hazard ratios among some requests. They take most of the time: those of the same women up to several times, and
/// of endpoints that differ in what they estimate only, as bcss and cif_death_bc, share what they can.
class HazardRatios {
public:
    HazardRatios(const EndpointPlan& plan, TimeGrid grid, std::vector<CellClasses> partitions,
                 const std::vector<Request>& requests);

    /// Fills in the values of those requests; NaN where undefined.
    /// @param nearby values of almost the same fractions to start from; empty: none
    void evaluate(CellArms& arms, const std::vector<double>& nearby, std::vector<double>& values) const;

private:
    /// Of two arms, up to ascending times.
    struct Chain {
        std::size_t endpoint, first, second;
        std::optional<std::size_t> classes;
        struct Link {
            std::uint32_t bin;
            std::vector<std::size_t> requests;
        };
        std::vector<Link> links = {};
    };
    /// What is at risk in the parts of an arm: the whole, or its classes (empty where it has no women).
    using Parts = std::vector<std::optional<ArmAtRisk>>;

    using Classes = std::vector<std::vector<std::size_t>>;  ///< cells of each

    [[nodiscard]] Chain chain_of(const Request& request) const;
    /// @param classes nullptr: the women as a whole
    [[nodiscard]] Parts parts(std::size_t endpoint, const Classes* classes, std::size_t arm, CellArms& arms) const;
    [[nodiscard]] std::optional<ArmAtRisk> within(std::size_t endpoint, std::size_t arm, const CellArms& arms,
                                                  const std::vector<std::size_t>& cells) const;
    void solve(const Chain& chain, const Parts& first, const Parts& second, const std::vector<double>& nearby,
               std::vector<double>& values) const;

    const EndpointPlan& plan_;
    TimeGrid grid_;
    std::vector<double> widths_;
    std::vector<Classes> partitions_;  ///< empty: each cell is a class
    std::vector<Chain> chains_;
};

}  // namespace ibtr
