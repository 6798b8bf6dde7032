#include "cli/psa_session.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <utility>
#include <vector>

#include "base/build_info.hpp"
#include "cli/publish.hpp"
#include "cli/standard_output.hpp"
#include "ibtr/error.hpp"
#include "psa/ceac_figure.hpp"
#include "psa/convergence.hpp"
#include "psa/decision_report.hpp"
#include "psa/pilot.hpp"
#include "psa/psa_report.hpp"
#include "psa/summary.hpp"

namespace ibtr::cli {
namespace {

/// A draw is laid out as two halves, from whose difference its simulation error comes.
Study study_of_draws(LoadedConfig config) {
    config.model.batches = 2;
    return compile_study(std::move(config));
}

LoadedConfig config_of(const psa::Analysis& analysis, const std::string& path) {
    LoadedConfig config = load_config_text(analysis.config_text, path);
    if (config.hash != analysis.config_hash)
        throw UsageError(path + ": its config reads differently in this version of ibtr");
    return config;
}

void publish_shard(const PsaSession& session, const psa::Analysis& analysis, Manifest manifest,
                   const OutputOptions& output, const RunFolder& folder, Stopwatch& stopwatch) {
    manifest.draw_range = analysis.range;
    stamp(manifest, stopwatch);
    folder.write("manifest.json", manifest_json(manifest));
    announce(session.study(), {session.study().config.hash, "", manifest.backend}, {}, output, folder);
    if (!output.quiet)
        fmt::print(stderr, "draws {} to {} of {}: join all shards with `ibtr merge`\n", analysis.range.begin,
                   analysis.range.end, analysis.design.draws);
}

}  // namespace

PsaSession::PsaSession(LoadedConfig config, const Design& design, const psa::Selection& selection)
    : study_(study_of_draws(std::move(config))),
      sampler_(study_.model(), design, study_.model().seed),
      outcomes_(study_.model(), study_.graph, study_.config.economics, selection) {
    if (sampler_.drawn().empty()) throw UsageError("no parameter of this config has an uncertainty: nothing to draw");
}

PsaSession::PsaSession(const psa::Analysis& analysis, const std::string& path)
    : PsaSession(config_of(analysis, path), analysis.design, analysis.selection) {}

psa::Analysis describe_analysis(const LoadedConfig& config, const Design& design, DrawRange range,
                                const psa::Selection& selection) {
    return {config.text,        config.hash, config.model.seed, config.model.patients, design,
            build_info.version, range,       selection};
}

void publish_psa(const PsaSession& session, const psa::Store& store, const PsaMakers& makers,
                 const OutputOptions& output, const RunFolder& folder, Stopwatch& stopwatch) {
    const Study& study = session.study();
    const Model& model = session.model();
    Manifest manifest = describe_study(study, makers.command);
    manifest.draws = store.analysis().design.draws;
    manifest.backend = makers.backend;
    manifest.device = makers.device;
    manifest.threads = makers.threads;
    if (const auto optimal = store.analysis().pilot_optimal_patients)
        manifest.pilot = {psa::pilot_draws, psa::pilot_patients, *optimal};
    if (store.analysis().range != DrawRange{0, store.analysis().design.draws}) {
        publish_shard(session, store.analysis(), std::move(manifest), output, folder, stopwatch);
        return;
    }

    const std::vector<psa::Outcome>& outcomes = session.outcomes().outcomes();
    const psa::Summary summary = psa::summarise(store, outcomes);
    const psa::PsaEstimates rows = psa::to_estimates(outcomes, summary);
    folder.write("curves.csv", curves_csv(model, rows.estimates, rows.curve_credible));
    folder.write("contrasts.csv", contrasts_csv(model, rows.estimates, rows.contrast_credible));
    folder.write("psa_summary.csv", psa::psa_summary_csv(model, outcomes, summary));
    folder.write("psa_convergence.csv", psa::convergence_csv(model, store, outcomes));
    std::vector<psa::ChoiceCurve> choices;
    if (session.outcomes().economics()) {
        folder.write("icer.csv", psa::icer_csv(model, session.outcomes(), summary));
        choices = psa::choice_curves(model, session.outcomes(), store);
        const bool independent = store.analysis().design.kind == DesignKind::monte_carlo;
        folder.write("ceac.csv", psa::ceac_csv(model, choices));
        folder.write("evpi.csv", psa::evpi_csv(model, choices, independent));
        const psa::DrawTables tables = psa::draw_tables(model, session.outcomes(), store);
        folder.write("psa_effects.csv", tables.effects);
        folder.write("psa_costs.csv", tables.costs);
        folder.write("psa_parameters.csv", tables.parameters);
    }
    const std::vector<Headline> lines = headline(model, rows.estimates, rows.curve_credible, rows.contrast_credible);
    const RunIdentity identity{study.config.hash, summary.tally_digest, makers.backend};
    folder.write("summary.json", summary_json(model, identity, lines, JsonLayout::indented));
    stopwatch.lap("summarise");
    draw_figure(model, psa::with_credible_limits(rows), output, folder, Bands::credible);
    if (!choices.empty() && !output.no_figure) {
        const std::string reason = psa::draw_ceac(model, session.outcomes().economics()->currency, choices, folder);
        if (!reason.empty() && !output.quiet) fmt::print(stderr, "{}\n", reason);
    }
    stopwatch.lap("figures");

    manifest.tally_digest = summary.tally_digest;
    stamp(manifest, stopwatch);
    folder.write("manifest.json", manifest_json(manifest));
    announce(study, identity, lines, output, folder);
    if (output.quiet) return;
    if (session.outcomes().economics() && !output.json)
        print_result(psa::decision_table(model, session.outcomes(), summary, choices));
    fmt::print(stderr, "psa_digest    {}\n{}\n", summary.digest,
               psa::verdict(model, outcomes, summary, static_cast<double>(model.patients)));
}

}  // namespace ibtr::cli
