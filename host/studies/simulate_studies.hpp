#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/exact.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "meta/meta.hpp"
#include "studies/device_choice.hpp"
#include "studies/joint_density.hpp"
#include "studies/pooled_studies.hpp"
#include "studies/replicate_store.hpp"
#include "studies/study_design.hpp"

namespace ibtr::studies {

/// What a published meta-analysis reports, to be held beside the simulated ones.
struct Published {
    double estimate = 0;  ///< as published: a ratio, or a difference
    double i2 = 0;        ///< percent
};

struct StudiesOptions {
    std::uint32_t replicates = 2000;
    meta::Method method = meta::Method::reml;
    meta::MeanTest test = meta::MeanTest::z;
    std::optional<Published> published = {};
    std::uint64_t seed = 1;
    DrawnBy drawn_by = DrawnBy::processors;
    ExactOptions exact{.budget_seconds = 0};
    std::function<bool(std::uint32_t)> progress = {};  ///< told how many replicates are done; false stops
    std::vector<StudiesReplicate> known = {};          ///< done by an earlier run of the same
    /// Told of every replicate that is new, by one thread at a time.
    std::function<void(const StudiesReplicate&)> keep = {};
};

/// Studies of one endpoint and measure, pooled together; those of the same women are no independent studies, and not
/// pooled.
struct PooledSet {
    std::string endpoint;
    Measure measure = Measure::rr_alive;
    std::vector<std::size_t> designs;  ///< places
    std::vector<PooledReplicate> replicates;
    std::vector<double> means;             ///< without_chance of its designs
    double mean_effect = 0;                ///< of these, weighted as on average in the pool
    double coverage = 0;                   ///< share of replicates whose interval holds it
    std::optional<double> share_above;     ///< of replicates with an estimate at least the published one
    std::optional<double> share_i2_above;  ///< with an I2 at least the published one
    std::optional<JointDensity> density;   ///< of estimate (as pooled) and I2 / 100 at the published ones

    /// One number of all replicates, undefined ones among them.
    [[nodiscard]] std::vector<double> column(PooledNumber number) const;
};

struct StudiesResult {
    std::vector<StudyDesign> designs;
    std::vector<PooledSet> sets;
    std::vector<double> without_chance;  ///< by design: effect of infinitely many such women; NaN undefined
    /// [replicate * designs + design]
    std::vector<std::optional<meta::Effect>> effects;
    std::uint64_t women = 0;  ///< drawn in all
    std::uint32_t replicates = 0;
    std::uint64_t women_on_device = 0;  ///< of these
    std::string device = {};            ///< that drew them; empty: none
};

/// Draws every study so many times, each analysed as it was and pooled with the others of its endpoint and measure.
/// Women are drawn from the exact solution; replicate r is a pure function of the seed and r, on any number of threads
/// and on a device.
/// @throws UsageError where a study cannot be had from the model, BudgetExceeded, Interrupted, as choose_drawer
StudiesResult simulate_studies(const Model& model, const Parameters& parameters, std::vector<StudyDesign> designs,
                               const StudiesOptions& options);

}  // namespace ibtr::studies
