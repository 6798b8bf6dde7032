#include "studies/studies_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "base/json_number.hpp"
#include "base/statistics.hpp"
#include "studies/published_tests_report.hpp"

namespace ibtr::studies {
namespace {

using StudiesJson = nlohmann::ordered_json;

/// Whether a number is on the scale of the pooled effect, which for ratios is their logarithm.
bool is_effect(PooledNumber number) {
    return number == PooledNumber::estimate || number == PooledNumber::prediction_low ||
           number == PooledNumber::prediction_high;
}

double for_people(Measure measure, PooledNumber number, double value) {
    return is_effect(number) && measure != Measure::rd ? std::exp(value) : value;
}

/// How a number is spread over replicates, undefined ones left out.
struct SpreadOfReplicates {
    std::size_t defined = 0;
    double mean = undefined, sd = undefined;
    std::vector<double> quantiles = std::vector<double>(5, undefined);
};
constexpr std::array<double, 5> quantile_levels{0.025, 0.25, 0.5, 0.75, 0.975};

SpreadOfReplicates spread_of(std::vector<double> values) {
    std::erase_if(values, [](double value) { return std::isnan(value); });
    SpreadOfReplicates spread;
    spread.defined = values.size();
    if (values.empty()) return spread;
    std::sort(values.begin(), values.end());
    spread.mean = mean(values);
    spread.sd = std::sqrt(sample_variance(values, spread.mean));
    for (std::size_t k = 0; k < quantile_levels.size(); ++k)
        spread.quantiles[k] = sorted_quantile(values, quantile_levels[k]);
    return spread;
}

StudiesJson optional_number(const std::optional<double>& value) {
    return number_or_null(value.value_or(undefined));
}

/// Mean and standard deviation of a study's own effect, and in how many replicates it had none.
struct OfDesign {
    double mean = undefined, sd = undefined;
    std::size_t without = 0;
};
OfDesign of_design(const StudiesResult& result, std::size_t design) {
    Moments moments;
    OfDesign summary;
    for (std::size_t r = 0; r < result.replicates; ++r) {
        const auto& effect = result.effects[r * result.designs.size() + design];
        if (effect)
            moments.add(effect->estimate);
        else
            ++summary.without;
    }
    if (moments.count() < 2) return summary;
    summary.mean = moments.mean();
    summary.sd = std::sqrt(moments.squared_deviations() / (moments.count() - 1));
    return summary;
}

}  // namespace

std::string pooled_csv(const StudiesResult& result) {
    CsvText csv("endpoint,measure,number,replicates,mean,sd,q025,q25,q50,q75,q975\n");
    for (const PooledSet& set : result.sets)
        for (std::size_t k = 0; k < pooled_numbers; ++k) {
            const auto number = static_cast<PooledNumber>(k);
            const SpreadOfReplicates spread = spread_of(set.column(number));
            csv.fields(set.endpoint, to_text(set.measure), to_text(number), std::to_string(spread.defined),
                       for_people(set.measure, number, spread.mean), spread.sd);
            for (const double quantile : spread.quantiles) csv.field(for_people(set.measure, number, quantile));
            csv.end_row();
        }
    return csv.take();
}

std::string by_design_csv(const StudiesResult& result) {
    CsvText csv("study,endpoint,measure,estimate,without_chance,mean,sd,replicates_without_estimate\n");
    for (std::size_t d = 0; d < result.designs.size(); ++d) {
        const StudyDesign& design = result.designs[d];
        const OfDesign over = of_design(result, d);
        const auto shown = [&](double value) { return for_people(design.measure, PooledNumber::estimate, value); };
        csv.row(design.name, design.endpoint, to_text(design.measure), to_text(design.estimate),
                shown(result.without_chance[d]), shown(over.mean), over.sd, std::to_string(over.without));
    }
    return csv.take();
}

std::string studies_csv(const StudiesResult& result) {
    CsvText csv("replicate,study,effect,variance,corrected\n");
    for (std::size_t r = 0; r < result.replicates; ++r)
        for (std::size_t d = 0; d < result.designs.size(); ++d) {
            const auto& effect = result.effects[r * result.designs.size() + d];
            csv.row(std::to_string(r), result.designs[d].name, effect ? effect->estimate : undefined,
                    effect ? effect->variance : undefined, effect && effect->corrected ? "yes" : "no");
        }
    return csv.take();
}

std::string studies_json(const StudiesResult& result, const std::vector<JointTests>& joint, const RunIdentity& identity,
                         JsonLayout layout) {
    StudiesJson sets = StudiesJson::array();
    for (const PooledSet& set : result.sets) {
        StudiesJson numbers;
        for (std::size_t k = 0; k < pooled_numbers; ++k) {
            const auto number = static_cast<PooledNumber>(k);
            const SpreadOfReplicates spread = spread_of(set.column(number));
            const auto shown = [&](double value) { return number_or_null(for_people(set.measure, number, value)); };
            numbers[to_text(number)] = {{"median", shown(spread.quantiles[2])},
                                        {"low", shown(spread.quantiles.front())},
                                        {"high", shown(spread.quantiles.back())}};
        }
        sets.push_back(
            {{"endpoint", set.endpoint},
             {"measure", to_text(set.measure)},
             {"studies", set.designs.size()},
             {"without_chance", number_or_null(for_people(set.measure, PooledNumber::estimate, set.mean_effect))},
             {"coverage", number_or_null(set.coverage)},
             {"share_at_least_published", optional_number(set.share_above)},
             {"share_i2_at_least_published", optional_number(set.share_i2_above)},
             {"density_at_published",
              optional_number(set.density ? std::optional(set.density->density) : std::nullopt)},
             {"density_se", optional_number(set.density ? std::optional(set.density->standard_error) : std::nullopt)},
             {"numbers", numbers}});
    }
    StudiesJson tests = StudiesJson::array();
    for (const JointTests& one : joint)
        tests.push_back({{"same_women", one.same_women},
                         {"log_likelihood", number_or_null(one.log_likelihood.value)},
                         {"standard_error", number_or_null(one.log_likelihood.standard_error)}});
    const StudiesJson json{{"schema", 1},
                           {"command", "studies"},
                           {"config_hash", identity.config_hash},
                           {"replicates", result.replicates},
                           {"patients_drawn", result.women},
                           {"pooled", sets},
                           {"published_tests", tests}};
    return json.dump(layout == JsonLayout::one_line ? -1 : 2);
}

void say_who_drew(const StudiesResult& result, Manifest& manifest) {
    manifest.backend = result.device.empty() ? "exact" : "cuda";
    if (!result.device.empty())
        manifest.device = fmt::format("{}: {} of {} women", result.device, result.women_on_device, result.women);
}

std::string studies_table(const StudiesResult& result, const std::vector<JointTests>& joint) {
    std::string text = joint_table(joint);
    for (const PooledSet& set : result.sets) {
        const auto line = [&](const char* what, PooledNumber number) {
            const SpreadOfReplicates spread = spread_of(set.column(number));
            const auto shown = [&](std::size_t k) { return for_people(set.measure, number, spread.quantiles[k]); };
            text += fmt::format("  {:28} {:8.3f} [{:.3f}, {:.3f}]\n", what, shown(2), shown(0), shown(4));
        };
        text += fmt::format("{} {}, {} studies, {} replicates (median and 95 % of them)\n", set.endpoint,
                            to_text(set.measure), set.designs.size(), result.replicates);
        if (spread_of(set.column(PooledNumber::estimate)).defined == 0) {
            text += "  nothing to pool: no replicate has two studies with an estimate\n";
            continue;
        }
        line("pooled", PooledNumber::estimate);
        line("between studies (tau)", PooledNumber::tau);
        line("I2, percent", PooledNumber::i2);
        text += fmt::format("  {:28} {:8.3f}\n", "without chance",
                            for_people(set.measure, PooledNumber::estimate, set.mean_effect));
        text += fmt::format("  {:28} {:8.3f}\n", "coverage of its interval", set.coverage);
        if (!set.density) continue;
        text += fmt::format("  {:28} {:8.3f}\n", "share at least as published", *set.share_above);
        text += fmt::format("  {:28} {:8.3f}\n", "share of I2 likewise", *set.share_i2_above);
        if (std::isnan(set.density->density)) continue;
        text += fmt::format("  {:28} {:8.3g} (standard error {:.2g})\n", "joint density as published",
                            set.density->density, set.density->standard_error);
    }
    return text;
}

void write_studies(const StudiesResult& result, const std::vector<JointTests>& joint, const RunIdentity& identity,
                   bool every, const RunFolder& folder, Manifest manifest, StageTimer& timer) {
    folder.discard_old_run();
    folder.write("studies_pooled.csv", pooled_csv(result));
    folder.write("studies_by_design.csv", by_design_csv(result));
    if (every) folder.write("studies.csv", studies_csv(result));
    if (!joint.empty()) {
        folder.write("joint_likelihood.csv", joint_likelihood_csv(joint));
        folder.write("joint_tests.csv", joint_tests_csv(result, joint));
        folder.write("joint_correlations.csv", joint_correlations_csv(result, joint));
    }
    folder.write("summary.json", studies_json(result, joint, identity, JsonLayout::indented));
    timer.lap("write");
    write_manifest(std::move(manifest), timer, folder);
}

FileNames studies_files() {
    return {"studies_pooled.csv", "studies_by_design.csv",  "studies.csv",      "joint_likelihood.csv",
            "joint_tests.csv",    "joint_correlations.csv", "explanations.csv", "naming.csv",
            "naming_shares.csv",  "summary.json",           replicates_file,    manifest_file};
}

}  // namespace ibtr::studies
