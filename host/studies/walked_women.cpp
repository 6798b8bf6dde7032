#include "studies/walked_women.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ibtr/core/walk.hpp"
#include "ibtr/error.hpp"

namespace ibtr::studies {
namespace {

constexpr std::uint32_t of_walks = 0x77616c6bU;  // keeps these lives apart from those of a cohort
constexpr unsigned arm_bits = 1, woman_bits = 20;

double uniform(std::uint32_t word) {
    return (word + 0.5) * 0x1p-32;
}

/// The last bin of which the events of a woman who enters and leaves at random are seen.
std::size_t last_bin_of(const StudyDesign& study, const core::Block<core::Lane>& words, double grid_per_year) {
    double years = study.longest_years() - study.accrual_years * uniform(words.word[1]);
    if (study.dropout_per_year > 0) years = std::min(years, -std::log(uniform(words.word[2])) / study.dropout_per_year);
    return static_cast<std::size_t>(std::max(0.0, std::ceil(years * grid_per_year - 1e-9) - 1));
}

template <core::WalkKind kind>
bool walk_woman(const core::TablesView& tables, std::uint32_t stratum, std::uint32_t strategy,
                const core::PatientBlock& block, std::uint32_t patient_low, std::vector<std::uint32_t>& edges,
                std::vector<std::uint32_t>& bins) {
    using core::Lane;
    const core::TablesHeader& header = tables.header;
    const core::NodeRecord start = tables.starts[stratum];
    const core::StateRecord begins = tables.states[start.state];
    const auto age = core::draw_age<Lane, core::is_in_cycles(kind)>(tables, stratum, block, patient_low);
    const auto first = core::draw_exponentials<Lane>(block, patient_low, begins.address, 0, begins.exits);
    const float* inverse = tables.inverse_multipliers + (strategy * header.strata + stratum) * header.exits;
    const auto record = [&](std::uint32_t edge, std::uint32_t tick) {
        edges.push_back(edge);
        bins.push_back(tick >> header.tick_shift);
    };
    return core::walk_patient<kind, Lane>(tables, start, core::tables_row(header, strategy, stratum), inverse, block,
                                          patient_low, age, first, record);
}

}  // namespace

SameWomen::SameWomen(const StrataCohort& cohort, const Tables& tables, std::vector<const StudyAnalysis*> analyses,
                     std::uint32_t number)
    : cohort_(&cohort), view_(tables.view()), number_(number) {
    const EndpointPlan& plan = cohort.plan();
    const std::size_t strata = tables.starts.size();
    for (const StudyAnalysis* analysis : analyses) {
        const Endpoint& endpoint = cohort.endpoint(analysis->design().endpoint);
        Reading reading{analysis, std::vector<std::uint8_t>(tables.edge_to.size(), 0), {}};
        for (const EdgeIndex edge : plan.series[endpoint.at_risk].plus) reading.edges[edge] = 1;
        for (const EdgeIndex edge : plan.series[endpoint.events].plus) reading.edges[edge] = 2;
        for (StratumIndex h; h < strata; ++h)
            reading.analysed.push_back(cohort.belongs(h, analysis->design().analysed));
        readings_.push_back(std::move(reading));
    }
    const StudyDesign& design = analyses.front()->design();
    for (std::uint32_t a = 0; a < 2; ++a) kinds_[a] = kinds_of(women_of_arm(cohort, design, arm(a), 0));
}

const StudyArm& SameWomen::arm(std::uint32_t number) const {
    const StudyDesign& design = readings_.front().analysis->design();
    return number == 0 ? design.first : design.second;
}

SameWomen::Kinds SameWomen::kinds_of(const ArmParts& parts) const {
    Kinds result;
    double share = 0;
    for (const ArmOfWomen& part : parts)
        for (std::uint32_t h = 0; h < part.weights.size(); ++h)
            for (const auto& component : cohort_->mixtures().components(part.strategy, CellIndex(h))) {
                if (!(part.weights[h] * component.weight > 0)) continue;
                share += part.weights[h] * component.weight;
                result.kinds.push_back({h, static_cast<std::uint32_t>(std::size_t{component.simulated})});
                result.cumulative.push_back(share);
            }
    for (double& value : result.cumulative) value /= share;
    return result;
}

bool SameWomen::live(const ArmStream& stream, std::uint32_t woman, Kind kind, Life& life) const {
    const std::uint64_t index =
        (std::uint64_t{stream.study} << (woman_bits + arm_bits)) | (std::uint64_t{stream.arm} << woman_bits) | woman;
    const std::uint32_t stratum_id = cohort_->cohort().population.strata[kind.stratum].id;
    const core::PatientBlock block{static_cast<std::uint32_t>(stream.seed),
                                   static_cast<std::uint32_t>(stream.seed >> 32) ^ of_walks, stream.replicate,
                                   core::pack_patient_high(stratum_id, index)};
    const auto low = static_cast<std::uint32_t>(index);
    life.edges.clear();
    life.bins.clear();
    const auto walk = [&]<core::WalkKind of>() {
        return walk_woman<of>(view_, kind.stratum, kind.strategy, block, low, life.edges, life.bins);
    };
    switch (core::walk_kind(view_.header)) {
        case core::WalkKind::continuous:
            return walk.template operator()<core::WalkKind::continuous>();
        case core::WalkKind::continuous_by_entry_clocks:
            return walk.template operator()<core::WalkKind::continuous_by_entry_clocks>();
        case core::WalkKind::in_cycles:
            return walk.template operator()<core::WalkKind::in_cycles>();
        case core::WalkKind::in_cycles_by_entry_clocks:
            return walk.template operator()<core::WalkKind::in_cycles_by_entry_clocks>();
    }
    return false;
}

void SameWomen::read(const Life& life, std::uint32_t stratum, std::size_t last_bin,
                     std::vector<std::vector<std::uint32_t>>& places) const {
    for (std::size_t k = 0; k < readings_.size(); ++k) {
        const Reading& reading = readings_[k];
        if (!reading.analysed[stratum]) continue;
        const SeenTable& shape = reading.analysis->first_law();
        const CellClasses& classes = reading.analysis->classes();
        std::size_t bin = std::min(last_bin, shape.bins - 1);
        bool event = false;
        for (std::size_t e = 0; e < life.edges.size() && life.bins[e] <= bin; ++e) {
            if (reading.edges[life.edges[e]] == 0) continue;
            bin = life.bins[e];
            event = reading.edges[life.edges[e]] == 2;
            break;
        }
        places[k].push_back(place_of(shape, classes.empty() ? 0 : classes[stratum], bin, event));
    }
}

std::vector<std::vector<std::uint32_t>> SameWomen::walk(const ArmStream& stream, double shift) const {
    const StudyDesign& design = readings_.front().analysis->design();
    const StudyArm& of_arm = arm(stream.arm);
    const double grid_per_year = cohort_->model().grid_per_year;
    Kinds shifted;
    if (of_arm.selection_sd > 0)
        shifted = kinds_of(women_of_arm(*cohort_, design, of_arm, shift * of_arm.selection_sd));
    const Kinds& from = of_arm.selection_sd > 0 ? shifted : kinds_[stream.arm];
    std::vector<std::vector<std::uint32_t>> places(readings_.size());
    Life life;
    for (std::uint32_t woman = 0; woman < of_arm.women; ++woman) {
        const core::Block<core::Lane> words = random_words(stream, woman);
        const auto place = std::upper_bound(from.cumulative.begin(), from.cumulative.end() - 1, uniform(words.word[0]));
        const Kind kind = from.kinds[static_cast<std::size_t>(place - from.cumulative.begin())];
        if (!live(stream, woman, kind, life))
            throw UsageError("a patient entered one state too often: raise visit_limit (at most 255)");
        read(life, kind.stratum, last_bin_of(design, words, grid_per_year), places);
    }
    return places;
}

std::vector<std::optional<meta::Effect>> SameWomen::replicate(std::uint64_t seed, std::uint32_t replicate) const {
    const double shift = normal_of_study({seed, replicate, number_, 2});
    const auto first = walk({seed, replicate, number_, 0}, shift), second = walk({seed, replicate, number_, 1}, shift);
    std::vector<std::optional<meta::Effect>> effects;
    for (std::size_t k = 0; k < readings_.size(); ++k)
        effects.push_back(readings_[k].analysis->estimate(first[k], second[k]));
    return effects;
}

}  // namespace ibtr::studies
