#pragma once

#include <string>

#include "base/run_folder.hpp"
#include "cli/options.hpp"
#include "cli/publish.hpp"
#include "ibtr/config.hpp"
#include "ibtr/design.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "psa/draw_simulator.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"
#include "study/study.hpp"

namespace ibtr::cli {

/// What all draws of an analysis share, made before any file is.
class PsaSession {
public:
    /// @throws UsageError where there is nothing to draw
    PsaSession(LoadedConfig config, const Design& design, const psa::Selection& selection);
    /// The analysis of a store. @param path of the store, for messages
    PsaSession(const psa::Analysis& analysis, const std::string& path);

    [[nodiscard]] const Study& study() const { return study_; }
    [[nodiscard]] const Model& model() const { return study_.model(); }
    [[nodiscard]] const psa::OutcomePlan& outcomes() const { return outcomes_; }
    [[nodiscard]] psa::DrawContext context() const { return {study_.model(), study_.graph, sampler_, outcomes_}; }

private:
    Study study_;
    ParameterSampler sampler_;
    psa::OutcomePlan outcomes_;
};

psa::Analysis describe_analysis(const LoadedConfig& config, const Design& design, DrawRange range,
                                const psa::Selection& selection);

/// Who simulated, for the manifest.
struct PsaMakers {
    std::string command, backend, device;
    unsigned threads = 0;
};

/// A complete store -> all files of a run folder, the manifest last. Of one shard: the manifest alone.
void publish_psa(const PsaSession& session, const psa::Store& store, const PsaMakers& makers,
                 const OutputOptions& output, const RunFolder& folder, Stopwatch& stopwatch);

}  // namespace ibtr::cli
