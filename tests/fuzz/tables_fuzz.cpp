// Tables from elsewhere. The first line says who reads the rest: each reader takes the table or lists its problems, and
// what is made of a table that it took is finite or refused.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/csv.hpp"
#include "cohort/cohort_analysis.hpp"
#include "cohort/read_cohort.hpp"
#include "config/life_table_file.hpp"
#include "evidence/evidence.hpp"
#include "fuzz/fuzz.hpp"
#include "ibtr/study.hpp"
#include "meta/meta_report.hpp"
#include "recorded/curve_points.hpp"
#include "studies/study_design.hpp"
#include "validate/published_draws.hpp"

namespace {

using namespace ibtr;
using fuzz::require;

const LoadedConfig& config() {
    static const LoadedConfig one = load_config(std::string(IBTR_FUZZ_SEEDS "/model/groups.toml"));
    return one;
}

void read_plain(const std::string& text) {
    const CsvTable table = parse_csv(text, "fuzz.csv");
    // Names of its own, for a header may begin with what a reader skips.
    std::string header = "0";
    for (std::size_t column = 1; column < table.header.size(); ++column) header += fmt::format(",{}", column);
    CsvText written(header + '\n');
    for (const CsvRow& row : table.rows) {
        for (const std::string& field : row.fields) written.field(std::string_view(field));
        written.end_row();
    }
    const CsvTable again = parse_csv(written.take(), "again.csv");
    require(again.rows.size() == table.rows.size() &&
                std::equal(again.rows.begin(), again.rows.end(), table.rows.begin(),
                           [](const CsvRow& a, const CsvRow& b) { return a.fields == b.fields; }),
            "a table that is written reads as it was");
    for (const char separator : {',', ';', '\t', ' '}) parse_records(text, "fuzz.csv", separator);
}

void pool(const std::string& text) {
    using namespace meta;
    const CsvTable table = parse_csv(text, "fuzz.csv");
    for (const EffectMeasure measure :
         {EffectMeasure::rr, EffectMeasure::odds_ratio, EffectMeasure::rd, EffectMeasure::loghr})
        for (const bool survivors : {false, true})
            fuzz::accepted([&] {
                const StudyTable studies = read_studies(table, {.measure = measure, .survivors = survivors});
                for (const Method method : {Method::ee, Method::dl, Method::pm, Method::reml, Method::mh, Method::peto})
                    for (const MeanTest test : {MeanTest::z, MeanTest::adhoc})
                        fuzz::accepted([&] {
                            const MetaAnalysis analysis = analyse(studies, measure, method, test, survivors);
                            require(std::isfinite(analysis.pooled.estimate), "a pooled effect is finite");
                            require(!(analysis.pooled.tau2 < 0), "no variance is below 0");
                            meta_csv(analysis);
                            studies_csv(analysis);
                            meta_table(analysis);
                            meta_json(analysis, JsonLayout::one_line);
                        });
            });
}

/// A table of evidence, and after a line of dashes one of targets.
void read_evidence(const std::string& text) {
    static const fuzz::ScratchFolder folder;
    const std::size_t cut = text.find("\n---\n");
    folder.write("evidence.csv", std::string_view(text).substr(0, cut));
    if (cut == std::string::npos) {
        load_evidence((folder.path() / "evidence.csv").string());
        return;
    }
    const auto [evidence, targets] =
        load_target_table(folder.write("targets.csv", std::string_view(text).substr(cut + 5)));
    cohorts_of(targets);
    for (const Target& target : targets)
        if (target.women && target.follow_up_years)
            require(!(women_followed(target) > *target.women * 1.000001), "no more women are followed than there are");
}

void read_designs(const std::string& text) {
    const std::vector<studies::StudyDesign> designs =
        studies::read_designs(parse_csv(text, "fuzz.csv"), config().model);
    studies::studies_of_the_same_women(designs);
}

void describe(cohort::ObservedCohort people, const std::vector<std::string>& fits) {
    using namespace cohort;
    const CohortAnalysis analysis = cohort::analyse(std::move(people), {.breaks = {0, 1, 3}, .fits = fits});
    Remarks remarks;
    for (const std::string& file :
         {transitions_csv(analysis), rates_csv(analysis), survival_csv(analysis), log_rank_csv(analysis),
          occupancy_csv(analysis), cox_csv(analysis, remarks), fits_csv(analysis)})
        parse_csv(file, "written.csv");
}

void read_histories(const std::string& text) {
    describe(cohort::read_histories(parse_csv(text, "fuzz.csv"), {.deaths = {"dead"}}), {"weibull", "exponential"});
}

void read_wide(const std::string& text) {
    describe(
        cohort::read_wide(parse_csv(text, "fuzz.csv"),
                          {.events = {{"relapse", "relapse_years"}}, .death = "death_years", .exit = "exit_years"}),
        {"exponential"});
}

/// A curve, and after a line of dashes numbers at risk.
void read_curve(const std::string& text) {
    const std::size_t cut = text.find("\n---\n");
    if (cut == std::string::npos) return;
    const CsvTable curve = parse_csv(text.substr(0, cut), "curve.csv");
    const CsvTable at_risk = parse_csv(text.substr(cut + 5), "at_risk.csv");
    for (const std::optional<double> events : {std::optional<double>(), std::optional(5.0)})
        fuzz::accepted([&] { describe(cohort::read_published_curve(curve, at_risk, events), {}); });
}

void read_life_table(const std::string& text) {
    using namespace config;
    const std::array<LifeTableChoice, 3> choices{
        LifeTableChoice{"age", "qx"}, {"Age", "mx", true, 1}, {"age", "qx", false, 100000, {{"sex", "2"}}}};
    for (const LifeTableChoice& choice : choices)
        fuzz::accepted([&] {
            const LifeTableRows rows = read_life_table_text(text, "fuzz.txt", choice);
            for (const double one : rows.probabilities)
                require(one >= 0 && one <= 1, "a probability of death lies in 0 to 1");
        });
    static const fuzz::ScratchFolder folder;
    folder.write("table.csv", text);
    load_config(ConfigSource{IBTR_FUZZ_SEEDS "/model/ages.toml",
                             {"life_tables.women={file=\"" + (folder.path() / "table.csv").string() +
                              "\", column=\"qx\", source=\"assumption\"}"}});
}

void read_recorded(const std::string& text) {
    const recorded::Rows rows(parse_csv(text, "fuzz.csv"));
    fuzz::accepted([&] { recorded::curve_points(rows); });
    fuzz::accepted([&] { recorded::contrasts_of(rows); });
}

void read_draws(const std::string& text) {
    const LoadedConfig& model = config();
    PublishedDraws draws{parameters_of_published_draws(model.model),
                         read_published_draws(parse_csv(text, "fuzz.csv"), model.model, model.hash)};
    published_draws_csv(model.model, draws, model.hash);
}

struct Reader {
    std::string_view name;
    void (*read)(const std::string& text);
};
constexpr std::array readers{Reader{"csv", read_plain},           Reader{"meta", pool},
                             Reader{"evidence", read_evidence},   Reader{"designs", read_designs},
                             Reader{"histories", read_histories}, Reader{"wide", read_wide},
                             Reader{"curve", read_curve},         Reader{"life_table", read_life_table},
                             Reader{"recorded", read_recorded},   Reader{"draws", read_draws}};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string all = fuzz::text_of(data, size);
    std::string_view rest = all;
    const std::string_view name = fuzz::take_line(rest);
    const auto reader =
        std::find_if(readers.begin(), readers.end(), [&](const Reader& one) { return one.name == name; });
    if (reader != readers.end()) fuzz::accepted([&] { reader->read(std::string(rest)); });
    return 0;
}
