#include "psa/psa_results.hpp"

#include <fmt/core.h>

#include <string_view>
#include <utility>
#include <vector>

#include "economics/economics_tables.hpp"
#include "figure/figure.hpp"
#include "psa/analysis_size.hpp"
#include "psa/decision_report.hpp"
#include "psa/psa_report.hpp"
#include "psa/summary.hpp"
#include "report/figure_names.hpp"
#include "report/survival_figure.hpp"

namespace ibtr::psa {
namespace {

Manifest manifest_of(const Session& session, const Analysis& analysis, const Makers& makers) {
    Manifest manifest = describe_study(session.study(), makers.command);
    manifest.draws = analysis.design.draws;
    manifest.backend = makers.backend;
    manifest.device = makers.device;
    manifest.threads = makers.threads;
    manifest.trial = makers.trial;
    manifest.illegal_draws = makers.illegal_draws;
    if (analysis.method == DrawMethod::exact) {  // none was walked
        manifest.patients = 0;
        manifest.patient_range = {};
    }
    if (const auto optimal = analysis.pilot_optimal_patients) manifest.pilot = {pilot_draws, pilot_patients, *optimal};
    return manifest;
}

void warn_of_truncation(const std::optional<LeftOutDraws>& draws, Remarks& remarks) {
    if (!draws || draws->left_out == 0) return;
    remarks.push_back(
        {Remark::Kind::warning, fmt::format("{} of {} points were not legal in the model and left out ({:.2g} %): the "
                                            "distributions are truncated to what is legal",
                                            draws->left_out, draws->left_out + draws->kept, 100 * draws->share())});
}

PsaResults write_shard(const Session& session, const Store& store, Manifest manifest, const RunFolder& folder,
                       StageTimer& timer) {
    const Analysis& analysis = store.analysis();
    PsaResults results;
    results.run.identity = {session.study().config().hash, "", manifest.backend, manifest.illegal_draws};
    warn_of_truncation(manifest.illegal_draws, results.closing);
    store.require_complete();
    store.require_in_place();
    manifest.draw_range = analysis.range;
    write_manifest(std::move(manifest), timer, folder);
    add_note(results.closing, fmt::format("draws {} to {} of {}: join all shards with `ibtr merge`",
                                          analysis.range.begin, analysis.range.end, analysis.design.draws));
    return results;
}

std::vector<ChoiceCurve> write_decision(const Session& session, const Store& store,
                                        const std::vector<CostsAndEffects>& means, const RunFolder& folder) {
    const Model& model = session.model();
    folder.write("icer.csv", icer_csv(model, means));
    std::vector<ChoiceCurve> choices = choice_curves(model, session.outcomes(), store);
    folder.write("ceac.csv", ceac_csv(model, choices));
    folder.write("evpi.csv", evpi_csv(model, choices));
    const auto effects = folder.begin("psa_effects.csv"), costs = folder.begin("psa_costs.csv"),
               parameters = folder.begin("psa_parameters.csv");
    const auto into = [](WholeFile& file) { return [&file](std::string_view text) { file.append(text); }; };
    write_draw_tables(model, session.outcomes(), store, {into(*effects), into(*costs), into(*parameters)});
    for (WholeFile* file : {effects.get(), costs.get(), parameters.get()}) file->publish();
    return choices;
}

std::string ceac_name(PopulationKind population) {
    return population == PopulationKind::standardised ? "ceac" : "ceac_as_observed";
}

/// @return why there is no figure, for people
std::string draw_acceptability(const Model& model, const std::string& currency, const std::vector<ChoiceCurve>& curves,
                               const Manifest& manifest, const RunFolder& folder) {
    for (const ChoiceCurve& curve : curves) {
        figure::Request request{"ceac"};
        request.population = to_text(curve.population);
        const std::string reason = figure::add_figure(folder, ceac_name(curve.population), request,
                                                      figure_names(model, currency), figure_origin(manifest));
        if (!reason.empty()) return "no acceptability figure: " + reason;
    }
    return "";
}

PsaResults write_whole(const Session& session, const Store& store, Manifest manifest, bool figures,
                       const RunFolder& folder, StageTimer& timer) {
    const Model& model = session.model();
    const std::vector<Quantity>& outcomes = session.outcomes().outcomes();
    const bool economic = session.outcomes().economics().has_value();
    const Summary summary = summarise(store, outcomes, summary_memory_bytes, manifest.threads);
    const PsaEstimates rows = to_estimates(session.model(), outcomes, summary);
    folder.write("curves.csv", curves_csv(model, rows.estimates, rows.curve_credible));
    folder.write("contrasts.csv", contrasts_csv(model, rows.estimates, rows.contrast_credible));
    folder.write("psa_summary.csv", psa_summary_csv(model, outcomes, summary));
    folder.write("psa_convergence.csv", convergence_csv(model, outcomes, summary));
    PsaResults results{{{session.study().config().hash, summary.tally_digest, manifest.backend, manifest.illegal_draws},
                        headline(model, rows.estimates, rows.curve_credible, rows.contrast_credible),
                        {}},
                       {},
                       {}};
    if (economic) results.run.economics = costs_and_effects(model, session.outcomes(), summary);
    const std::vector<ChoiceCurve> choices =
        economic ? write_decision(session, store, results.run.economics, folder) : std::vector<ChoiceCurve>{};
    folder.write("summary.json", summary_json(model, results.run.identity, results.run.headline, JsonLayout::indented,
                                              results.run.economics));
    timer.lap("summarise");
    manifest.tally_digest = summary.tally_digest;
    if (figures) {
        add_note(results.run.remarks, draw_survival_figure(model, manifest, folder));
        if (!choices.empty())
            add_note(results.run.remarks,
                     draw_acceptability(model, session.outcomes().economics()->currency, choices, manifest, folder));
    }
    timer.lap("figures");
    store.require_in_place();
    write_manifest(std::move(manifest), timer, folder);
    warn_of_truncation(results.run.identity.illegal_draws, results.closing);
    if (economic) results.decision = choice_table(model, choices);
    add_note(results.closing, empty_intervals(summary));
    add_note(results.closing,
             fmt::format("psa_digest    {}\n{}", summary.digest, verdict(model, outcomes, summary, store.analysis())));
    return results;
}

}  // namespace

PsaResults write_psa(const Session& session, const Store& store, const Makers& makers, bool figures,
                     const RunFolder& folder, StageTimer& timer) {
    const Analysis& analysis = store.analysis();
    Manifest manifest = manifest_of(session, analysis, makers);
    if (analysis.range != DrawRange{0, analysis.design.draws})
        return write_shard(session, store, std::move(manifest), folder, timer);
    return write_whole(session, store, std::move(manifest), figures, folder, timer);
}

FileNames psa_files() {
    FileNames names{store_file_name,
                    std::string(store_file_name) + "-journal",
                    "curves.csv",
                    "contrasts.csv",
                    "summary.json",
                    "psa_summary.csv",
                    "psa_convergence.csv",
                    "icer.csv",
                    "ceac.csv",
                    "evpi.csv",
                    "psa_effects.csv",
                    "psa_costs.csv",
                    "psa_parameters.csv",
                    manifest_file};
    append(names, survival_figure_files());
    for (const PopulationKind population : {PopulationKind::standardised, PopulationKind::as_observed})
        append(names, figure::figure_files(ceac_name(population)));
    return names;
}

}  // namespace ibtr::psa
