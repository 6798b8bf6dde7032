#pragma once

#include <string>

#include "ibtr/config.hpp"
#include "ibtr/design.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/study.hpp"
#include "psa/draw_simulator.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// What all draws of an analysis share, made before any file is.
class Session {
public:
    /// @throws UsageError where there is nothing to draw
    Session(LoadedConfig config, const Design& design, const OutcomeSelection& selection,
            DrawMethod method = DrawMethod::simulation);
    /// The analysis of a store. @param path of the store, for messages
    Session(const Analysis& analysis, const std::string& path);

    [[nodiscard]] const Study& study() const { return study_; }
    [[nodiscard]] const Model& model() const { return study_.model(); }
    [[nodiscard]] const OutcomePlan& outcomes() const { return outcomes_; }
    [[nodiscard]] DrawContext context() const { return {study_.model(), study_.graph(), sampler_, outcomes_, method_}; }

private:
    Study study_;
    ParameterSampler sampler_;
    OutcomePlan outcomes_;
    DrawMethod method_;
};

Analysis describe_analysis(const LoadedConfig& config, const Design& design, DrawRange range,
                           const OutcomeSelection& selection, DrawMethod method = DrawMethod::simulation);

/// Simulates the last draw of a store again: another build or machine that draws or counts differently must not add to
/// it. @throws UsageError where the draw does not come out the same
void check_repeatable(const DrawContext& context, const Store& store, Backend& backend);

}  // namespace ibtr::psa
