#include "psa/psa_session.hpp"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "base/build_info.hpp"
#include "ibtr/error.hpp"
#include "ibtr/sums.hpp"

namespace ibtr::psa {
namespace {

/// A draw is laid out as two halves, from whose difference its simulation error comes.
constexpr unsigned halves = 2;

LoadedConfig config_of(const Analysis& analysis, const std::string& path) {
    LoadedConfig config = load_config_text(analysis.config_text, path);
    if (config.hash != analysis.config_hash)
        throw UsageError(path + ": its config reads differently in this version of ibtr");
    return config;
}

}  // namespace

Session::Session(LoadedConfig config, const Design& design, const OutcomeSelection& selection, DrawMethod method)
    : study_(std::move(config), {.batches = halves}),
      sampler_(study_.model(), design, study_.model().seed, study_.config().economics),
      outcomes_(study_.model(), study_.graph(), study_.config().economics, selection),
      method_(method) {
    if (sampler_.drawn().empty()) throw UsageError("no parameter of this config has an uncertainty: nothing to draw");
    if (method_ == DrawMethod::exact) return;  // walks no patients
    if (const std::uint64_t patients = study_.model().patients; patients > most_summed_women)
        throw UsageError(fmt::format("--patients {}: a draw is summed of at most {} {}", patients, most_summed_women,
                                     study_.model().people));
    check_halves(study_.model(), study_.population(), study_.model().patients);
}

Session::Session(const Analysis& analysis, const std::string& path)
    : Session(config_of(analysis, path), analysis.design, analysis.selection, analysis.method) {
    if (analysis.seed == model().seed && analysis.patients == model().patients) return;
    throw StorageError(path +
                       ": its seed or patients are not those of its config; restore the file from a copy or start the "
                       "analysis again");
}

Analysis describe_analysis(const LoadedConfig& config, const Design& design, DrawRange range,
                           const OutcomeSelection& selection, DrawMethod method) {
    return {config.text, config.hash, config.model.seed, config.model.patients, design, build_info.version, range,
            selection,   method};
}

void check_repeatable(const DrawContext& context, const Store& store, Backend& backend) {
    const std::optional<DrawRecord> last = store.last();
    if (!last || simulate_draw(context, last->draw, backend).digest() == last->digest()) return;
    throw UsageError(
        fmt::format("draw {} of the store does not come out the same here: continue on the machine and with the "
                    "build that began",
                    last->draw));
}

}  // namespace ibtr::psa
