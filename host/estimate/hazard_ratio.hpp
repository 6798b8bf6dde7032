#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/row_kernels.hpp"
#include "estimate/arm.hpp"
#include "estimate/endpoints.hpp"

namespace ibtr {

/// Events and person-time of two arms of equal size, one entry an interval (or an interval of one stratum).
class RiskIntervals {
public:
    /// Adds the intervals [first, end). Those without events, or with nobody at risk in an arm, say nothing about the
    /// ratio. Once nobody is at risk in an arm, nobody is in later intervals.
    void add(const ArmAtRisk& a, const ArmAtRisk& b, std::size_t first, std::size_t end);
    /// Forgets them all.
    void clear();

    /// Log of the hazard ratio a : b over all entries: the theta that solves
    ///     sum_j [ d_A - d theta Y_A / (theta Y_A + Y_B) ] = 0,
    /// the score equation of a proportional-hazards model with a free baseline hazard in each interval (Cox's partial
    /// likelihood score as the intervals shrink). NaN where an arm has no events. Where both arms are equal the score
    /// is exactly 0 at theta = 1, which is returned.
    /// @param start first guess of log theta
    [[nodiscard]] double log_ratio(double start);

private:
    void make_room(std::size_t added);
    /// Rows from an entry on.
    [[nodiscard]] engine::RiskTerms terms(std::size_t first);
    /// Score at theta, minus its derivative by log theta, and the derivative of that.
    struct Score {
        double value, information, slope;
    };
    [[nodiscard]] Score score(double theta);

    /// One row after another, with room for more entries. Those behind the last one say nothing.
    std::vector<double> rows_;
    std::size_t room_ = 0;  ///< of a row
    std::size_t size_ = 0;
    bool some_a_ = false, some_b_ = false;  ///< events
};

/// The hazard ratios among some requests. They take most of the time: those of the same women up to several times, and
/// of endpoints that differ in what they estimate only, as bcss and cif_death_bc, share what they can.
class HazardRatios {
public:
    HazardRatios(const EndpointPlan& plan, const std::vector<CellClasses>& partitions,
                 const std::vector<NumberRequest>& requests);

    /// Fills in the values of those requests; NaN where undefined.
    /// @param nearby values of almost the same fractions to start from; empty: none
    void evaluate(CellArms& arms, const std::vector<double>& nearby, std::vector<double>& values) const;

private:
    /// Of two arms, up to ascending times.
    struct Chain {
        EndpointIndex endpoint;
        std::size_t first, second;
        std::optional<std::size_t> classes;
        struct Link {
            std::uint32_t bin;
            std::vector<std::size_t> requests;
        };
        std::vector<Link> links = {};
    };
    /// What is at risk in the parts of an arm: the whole, or its classes (empty where it has no women).
    using Parts = std::vector<std::optional<ArmAtRisk>>;

    using Classes = std::vector<std::vector<CellIndex>>;  ///< cells of each

    [[nodiscard]] Chain chain_of(const NumberRequest& request) const;
    /// @param classes nullptr: the women as a whole
    /// @param parts are written anew
    void put_parts(EndpointIndex endpoint, const Classes* classes, std::size_t arm, CellArms& arms, Parts& parts) const;
    void put_within(EndpointIndex endpoint, std::size_t arm, const CellArms& arms, const std::vector<CellIndex>& cells,
                    std::optional<ArmAtRisk>& part) const;
    void solve(const Chain& chain, const SeriesGrids& grids, const Parts& first, const Parts& second,
               const std::vector<double>& nearby, RiskIntervals& risk, std::vector<double>& values) const;
    /// Intervals of an endpoint up to the last time of any hazard ratio.
    [[nodiscard]] std::size_t intervals(EndpointIndex endpoint, const SeriesGrids& grids) const;

    const EndpointPlan& plan_;
    std::vector<Classes> partitions_;  ///< empty: each cell is a class
    std::vector<Chain> chains_;
    std::uint32_t last_bin_ = 0;
};

}  // namespace ibtr
