#include <cmath>
#include <nlohmann/json.hpp>

#include "base/json_number.hpp"
#include "report/economics_json.hpp"
#include "report/run_files.hpp"

namespace ibtr {
namespace {

using Json = nlohmann::ordered_json;

Json range_json(const PatientRange& range) {
    return {{"begin", range.begin}, {"end", range.end}};
}

std::string text_of(const Json& json, JsonLayout layout) {
    // Names come from a config that was checked to be UTF-8; a device's own name might not be.
    if (layout == JsonLayout::one_line) return json.dump(-1, ' ', false, Json::error_handler_t::replace);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Json line_json(const Model& model, const Headline& line) {
    return {
        {"strategy", model.strategies[line.strategy].name},
        {"comparator", line.comparator ? Json(model.strategies[*line.comparator].name) : Json(nullptr)},
        {"group", women_text(model, line.group)},
        {"population", to_text(line.population)},
        {"endpoint", line.endpoint},
        {"time_years", line.time_years},
        {"measure", to_text(line.measure)},
        {"estimate", number_or_null(line.estimate.value)},
        {"mc_se", number_or_null(line.estimate.mc_se)},
        {"ci_low", number_or_null(line.estimate.ci_low)},
        {"ci_high", number_or_null(line.estimate.ci_high)},
        {"cri_low", number_or_null(line.credible.low)},
        {"cri_high", number_or_null(line.credible.high)},
        {"exact", number_or_null(line.exact)},
        {"z", number_or_null(line.z)},
    };
}

/// What truncates the distributions that were drawn from.
Json illegal_draws_json(const std::optional<LeftOutDraws>& draws) {
    if (!draws) return nullptr;
    return {{"left_out", draws->left_out},
            {"kept", draws->kept},
            {"effect", "distributions are truncated to what is legal in the model"}};
}

Json trial_json(const Manifest& manifest) {
    if (manifest.trial.empty()) return nullptr;
    Json measured = Json::array();
    for (const BackendPace& pace : manifest.trial)
        measured.push_back({{"backend", pace.backend},
                            {"draws", pace.draws},
                            {"seconds", pace.seconds},
                            {"draws_per_second", number_or_null(pace.draws_per_second())}});
    return {{"chosen", manifest.backend}, {"measured", std::move(measured)}};
}

}  // namespace

std::string summary_json(const Model& model, const RunIdentity& identity, std::span<const Headline> lines,
                         JsonLayout layout, std::span<const CostsAndEffects> economics) {
    Json list = Json::array();
    for (const Headline& line : lines) list.push_back(line_json(model, line));
    Json summary = {
        {"schema", 1},
        {"config_hash", identity.config_hash},
        {"tally_digest", identity.tally_digest.empty() ? Json(nullptr) : Json(identity.tally_digest)},
        {"backend", identity.backend},
        {"headline", std::move(list)},
    };
    if (identity.illegal_draws) summary["illegal_draws"] = illegal_draws_json(identity.illegal_draws);
    if (!economics.empty()) summary["economics"] = economics_json(model, economics);
    return text_of(summary, layout);
}

std::string manifest_json(const Manifest& manifest) {
    Json wall_times = Json::object();
    for (const StageTime& stage : manifest.wall_times) wall_times[stage.stage] = stage.seconds;
    Json exact = nullptr;
    if (manifest.exact)
        exact = {{"step_error", number_or_null(manifest.exact->step_error)},
                 {"table_error", number_or_null(manifest.exact->table_error)}};
    Json parts = Json::array();
    for (const PartOrigin& part : manifest.parts)
        parts.push_back({{"patient_range", range_json(part.patient_range)},
                         {"backend", part.backend},
                         {"device", part.device},
                         {"threads", part.threads}});
    Json draw_range = nullptr;
    if (manifest.draw_range) draw_range = {{"begin", manifest.draw_range->begin}, {"end", manifest.draw_range->end}};
    Json pilot = nullptr;
    if (manifest.pilot)
        pilot = {{"draws", manifest.pilot->draws},
                 {"patients", manifest.pilot->patients},
                 {"optimal_patients", number_or_null(manifest.pilot->optimal_patients)}};
    const auto text_or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
    const Json json = {
        {"schema", 1},
        {"command", manifest.command},
        {"config_hash", manifest.config_hash},
        {"seed", manifest.seed},
        {"patients", manifest.patients},
        {"patient_range", range_json(manifest.patient_range)},
        {"draws", manifest.draws ? Json(*manifest.draws) : Json(nullptr)},
        {"drawn_only", manifest.drawn_only.empty() ? Json(nullptr) : Json(manifest.drawn_only)},
        {"illegal_draws", illegal_draws_json(manifest.illegal_draws)},
        {"draw_range", std::move(draw_range)},
        {"pilot", std::move(pilot)},
        {"version", manifest.version},
        {"git_describe", manifest.git_describe},
        {"compiler", manifest.compiler},
        {"compiler_flags", manifest.compiler_flags},
        {"backend", manifest.backend},
        {"device", manifest.device},
        {"threads", manifest.threads},
        {"backend_trial", trial_json(manifest)},
        {"parts", manifest.parts.empty() ? Json(nullptr) : std::move(parts)},
        {"peak_memory_mib", manifest.peak_memory_mib},
        {"wall_times_seconds", std::move(wall_times)},
        {"tables_digest", text_or_null(manifest.tables_digest)},
        {"tally_digest", text_or_null(manifest.tally_digest)},
        {"exact", std::move(exact)},
        {"config_text", manifest.config_text},
    };
    return text_of(json, JsonLayout::indented);
}

}  // namespace ibtr
