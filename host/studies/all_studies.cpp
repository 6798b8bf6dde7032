#include "studies/all_studies.hpp"

#include <algorithm>

namespace ibtr::studies {
namespace {

SeenTable counted_table(const SeenTable& shape, const CountedReplicate& counted, std::size_t arm) {
    SeenTable table(shape.classes, shape.bins);
    counted.drawer->read(counted.place, arm, 0, table.events);
    counted.drawer->read(counted.place, arm, static_cast<std::uint32_t>(table.events.size()), table.left);
    return table;
}

}  // namespace

std::vector<std::uint32_t> DrawnArm::draw(const ArmStream& stream, double shift) const {
    std::vector<std::uint32_t> places;
    const StudyDesign& study = analysis_->design();
    if (arm_->selection_sd > 0)
        ArmWomen(law_of_arm(*cohort_, study, women_of_arm(*cohort_, study, *arm_, shift * arm_->selection_sd),
                            analysis_->classes()))
            .draw(stream, arm_->women, places);
    else
        women_.draw(stream, arm_->women, places);
    return places;
}

ArmToDraw DrawnArm::to_draw(std::uint32_t study, std::uint32_t arm) const {
    return {women_.columns(), arm_->women, study, arm};
}

DrawnStudy::DrawnStudy(const StrataCohort& cohort, const StudyAnalysis& analysis, std::uint32_t number)
    : analysis_(&analysis),
      number_(number),
      first_(cohort, analysis, analysis.design().first, analysis.first_law()),
      second_(cohort, analysis, analysis.design().second, analysis.second_law()) {}

bool DrawnStudy::suits_device() const {
    const StudyDesign& study = analysis_->design();
    if (study.first.selection_sd > 0 || study.second.selection_sd > 0) return false;
    return study.estimate != StudyEstimate::cox && study.estimate != StudyEstimate::matched;
}

std::vector<ArmToDraw> DrawnStudy::arms() const {
    return {first_.to_draw(number_, 0), second_.to_draw(number_, 1)};
}

std::optional<meta::Effect> DrawnStudy::replicate(std::uint64_t seed, std::uint32_t r) const {
    const double shift = normal_of_study({seed, r, number_, 2});
    return analysis_->estimate(first_.draw({seed, r, number_, 0}, shift), second_.draw({seed, r, number_, 1}, shift));
}

std::optional<meta::Effect> DrawnStudy::replicate(const CountedReplicate& counted, std::size_t first_arm) const {
    return analysis_->estimate(counted_table(analysis_->first_law(), counted, first_arm),
                               counted_table(analysis_->second_law(), counted, first_arm + 1));
}

AllStudies::AllStudies(const StrataCohort& cohort, const std::vector<StudyDesign>& designs) {
    for (const StudyDesign& design : designs) analyses_.push_back(std::make_unique<StudyAnalysis>(cohort, design));
    const std::vector<std::vector<std::size_t>> groups = studies_of_the_same_women(designs);
    const bool walks = std::any_of(groups.begin(), groups.end(),
                                   [&](const auto& group) { return !designs[group.front()].same_women.empty(); });
    if (walks) {
        const Cohort parts = cohort.cohort();
        tables_ = std::make_unique<Tables>(compile(parts.model, parts.parameters, parts.population, parts.graph));
    }
    for (const std::vector<std::size_t>& group : groups) {
        const auto number = static_cast<std::uint32_t>(group.front());
        if (designs[group.front()].same_women.empty()) {
            drawn_.emplace_back(number, DrawnStudy(cohort, *analyses_[number], number));
            continue;
        }
        std::vector<const StudyAnalysis*> together;
        for (const std::size_t d : group) together.push_back(analyses_[d].get());
        walked_.emplace_back(group, SameWomen(cohort, *tables_, std::move(together), number));
    }
}

std::vector<ArmToDraw> AllStudies::arms_for_device() const {
    std::vector<ArmToDraw> arms;
    for (const auto& [d, study] : drawn_)
        if (study.suits_device())
            for (const ArmToDraw& arm : study.arms()) arms.push_back(arm);
    return arms;
}

std::vector<std::optional<meta::Effect>> AllStudies::replicate(std::uint64_t seed, std::uint32_t r,
                                                               const std::optional<CountedReplicate>& counted) const {
    std::vector<std::optional<meta::Effect>> effects(analyses_.size());
    std::size_t arm = 0;
    for (const auto& [d, study] : drawn_) {
        if (!counted || !study.suits_device()) {
            effects[d] = study.replicate(seed, r);
            continue;
        }
        effects[d] = study.replicate(*counted, arm);
        arm += 2;
    }
    for (const auto& [places, women] : walked_) {
        auto of_women = women.replicate(seed, r);
        for (std::size_t k = 0; k < places.size(); ++k) effects[places[k]] = std::move(of_women[k]);
    }
    return effects;
}

}  // namespace ibtr::studies
