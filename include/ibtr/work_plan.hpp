#pragma once

#include <cstdint>
#include <vector>

#include "ibtr/event_graph.hpp"
#include "ibtr/model.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tallies.hpp"

namespace ibtr {

/// Global patient numbers [begin, end): strata one after another, in order.
struct PatientRange {
    std::uint64_t begin = 0, end = 0;
    bool operator==(const PatientRange&) const = default;
};

/// Patients of one stratum and one batch: indices first_index, first_index + stride, ... (count of them),
/// all with the same upper 32 bits of the index.
struct WorkItem {
    std::uint32_t stratum = 0, batch = 0, cell = 0;
    std::uint32_t count = 0;
    std::uint64_t first_index = 0;
};

/// Everything a backend needs besides the tables. Work items are addressed by number and made on demand,
/// so that a plan for 10^10 patients is as small as one for a thousand.
class WorkPlan {
public:
    /// @param draw parameter draw, part of every random number's address
    /// @param range part of the cohort to simulate, within [0, patients)
    /// @param patients_per_item at most so many in an item, and in a stretch of them
    WorkPlan(const Model& model, const Population& population, const EventGraph& graph, std::uint64_t patients,
             std::uint64_t seed, std::uint32_t draw, PatientRange range, std::uint32_t patients_per_item = 65536);

    /// Items are in the order of their batches, those of a batch in the order of their cells.
    [[nodiscard]] std::uint64_t items() const { return first_item_.back(); }
    [[nodiscard]] WorkItem item(std::uint64_t number) const;
    /// Items that one set of counters is to count together: of one batch and cell, few women in all, and yet several
    /// a counter, so that counting does not wait for counters to be zeroed and added up where strata are small.
    /// @return the item after the last of the stretch that begins with item `first`
    [[nodiscard]] std::uint64_t stretch_end(std::uint64_t first) const;
    [[nodiscard]] std::uint32_t stratum_id(std::uint32_t stratum) const { return stratum_ids_[stratum]; }

    [[nodiscard]] const TallyShape& shape() const { return shape_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    [[nodiscard]] std::uint32_t draw() const { return draw_; }
    [[nodiscard]] PatientRange range() const { return range_; }
    [[nodiscard]] std::uint64_t patients() const { return patients_; }
    /// Women in the whole cohort, per stratum.
    [[nodiscard]] const std::vector<std::uint64_t>& allocation() const { return allocation_; }

private:
    struct Run {  ///< patients of one stratum and one batch within the range and one span of 2^32 indices
        std::uint32_t stratum, batch, cell;
        std::uint64_t first_index, count;
    };
    void add_runs(std::uint32_t stratum, std::uint32_t cell, std::uint32_t batch, std::uint64_t stratum_begin);
    [[nodiscard]] std::size_t run_of(std::uint64_t item) const;
    [[nodiscard]] std::uint32_t women_in(std::size_t run, std::uint64_t item) const;

    std::uint64_t patients_, seed_;
    std::uint32_t draw_;
    PatientRange range_;
    std::uint32_t per_item_;
    std::vector<std::uint64_t> allocation_;
    std::vector<std::uint32_t> stratum_ids_;
    std::vector<Run> runs_;
    std::vector<std::uint64_t> first_item_;  ///< prefix sums over runs_
    TallyShape shape_;
};

}  // namespace ibtr
