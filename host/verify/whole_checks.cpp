// Checks 58 and 59: pooling against published software, and results that follow from the config alone.

#include <cmath>
#include <string>
#include <vector>

#include "meta/meta.hpp"
#include "verify/check.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

/// BCG vaccine against tuberculosis, 13 trials (Colditz et al. 1994, JAMA 271:698-702; metafor's dat.bcg): cases and
/// people, vaccinated and not.
constexpr meta::Counts bcg[] = {{4, 123, 11, 139},       {6, 306, 29, 303},        {3, 231, 11, 220},
                                {62, 13598, 248, 12867}, {33, 5069, 47, 5808},     {180, 1541, 372, 1451},
                                {8, 2545, 10, 629},      {505, 88391, 499, 88391}, {29, 7499, 45, 7277},
                                {17, 1716, 65, 1665},    {186, 50634, 141, 27338}, {5, 2498, 3, 2341},
                                {27, 16913, 29, 17854}};

struct Pooling {
    const char* name;
    meta::Method method;
    double estimate, error, tau2;
};
/// metafor 3.8.1: rma(measure = "RR"), log risk ratios.
constexpr Pooling pooled_by_metafor[] = {
    {"equal effects", meta::Method::ee, -0.430285163654091, 0.0404987517108638, 0},
    {"DL", meta::Method::dl, -0.714117222073227, 0.178742089535403, 0.308760262862376},
    {"PM", meta::Method::pm, -0.714968153493444, 0.180892191537624, 0.318068452205024},
    {"REML", meta::Method::reml, -0.71453234215814, 0.179781516105207, 0.313243258136486}};

Finding pooling_is_metafors(const Subject&) {
    Verdict verdict(
        "13 trials of BCG vaccine pooled as metafor 3.8.1 pools them: estimate, error, variance between trials "
        "and Q to 1e-6 (no part of the model)");
    std::vector<meta::Effect> effects;
    for (const meta::Counts& counts : bcg) effects.push_back(meta::effect_of(counts, meta::EffectMeasure::rr));
    for (const Pooling& known : pooled_by_metafor) {
        const meta::Pooled pooled = meta::pool(effects, known.method, meta::MeanTest::z);
        verdict.close(pooled.estimate, known.estimate, 1e-6, std::string(known.name) + ", estimate");
        verdict.close(pooled.standard_error, known.error, 1e-6, std::string(known.name) + ", error");
        if (known.tau2 > 0) verdict.close(pooled.tau2, known.tau2, 1e-6, std::string(known.name) + ", tau2");
        verdict.close(pooled.q, 152.233008082373, 1e-6, std::string(known.name) + ", Q");
    }
    return verdict.finding();
}

Finding results_follow_from_the_config(const Subject& subject) {
    Verdict verdict(
        "the config, read again from the text that manifests hold, has the same hash and gives the same tables, "
        "tallies and estimates, to the last bit");
    const Study& study = subject.whole();
    LoadedConfig again = load_config_text(study.config().text, "the config's own text");
    verdict.holds(again.hash == study.config().hash, "hash of the config");
    verdict.holds(again.text == study.config().text, "text of the config");
    const Study second(std::move(again), {.batches = study.model().batches, .patients = study.model().patients});
    verdict.holds(second.tables_digest() == study.tables_digest(), "tables");
    WorkPlan plan(second.model(), second.population(), second.graph(), study.model().patients, study.model().seed, 0,
                  {0, study.model().patients});
    const Tallies first = subject.walk(study), repeated = second.simulate(subject.backend(), plan);
    verdict.holds(tally_digest(first) == tally_digest(repeated), "tallies");
    const Estimates a = subject.estimate(study, first), b = subject.estimate(second, repeated);
    verdict.holds(a.curves.size() == b.curves.size() && a.contrasts.size() == b.contrasts.size(),
                  "numbers of estimates");
    for (std::size_t i = 0; i < std::min(a.curves.size(), b.curves.size()); ++i)
        verdict.holds(a.curves[i].estimate.value == b.curves[i].estimate.value ||
                          (std::isnan(a.curves[i].estimate.value) && std::isnan(b.curves[i].estimate.value)),
                      a.curves[i].endpoint);
    return verdict.finding();
}

}  // namespace

std::vector<Check> whole_checks() {
    return {{58, "pooling as metafor does it", pooling_is_metafors},
            {59, "results follow from the config", results_follow_from_the_config}};
}

}  // namespace ibtr::verify
