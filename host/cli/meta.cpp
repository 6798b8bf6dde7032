#include <fmt/core.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/publish.hpp"
#include "cli/standard_output.hpp"
#include "ibtr/error.hpp"
#include "meta/meta_report.hpp"
#include "meta/study_table.hpp"

namespace ibtr::cli {
namespace {

struct MetaOptions {
    std::string file;
    meta::StudyRequest request;
    meta::Method method = meta::Method::reml;
    meta::MeanTest test = meta::MeanTest::z;
    std::vector<std::string> filters, columns;
    std::string of = "events";
    OutputOptions output;
};

/// "NAME=VALUE" -> both; the value may hold more equals signs.
std::pair<std::string, std::string> split_assignment(const std::string& option, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw UsageError(fmt::format("{} {}: expected NAME=VALUE", option, text));
    return {text.substr(0, equals), text.substr(equals + 1)};
}

meta::StudyRequest request_of(const MetaOptions& options) {
    meta::StudyRequest request = options.request;
    request.survivors = options.of == "survivors";
    for (const std::string& filter : options.filters) request.filters.push_back(split_assignment("--filter", filter));
    for (const std::string& choice : options.columns) {
        auto [role, column] = split_assignment("--columns", choice);
        request.columns.push_back({std::move(role), std::move(column)});
    }
    return request;
}

void pool_file(const MetaOptions& options) {
    const meta::StudyRequest request = request_of(options);
    meta::StudyTable table = meta::read_studies(read_csv(options.file), request);
    const meta::MetaAnalysis analysis =
        meta::analyse(std::move(table), request.measure, options.method, options.test, request.survivors);
    const PendingFolder folder(options.output, "meta");
    folder->discard_old_run();
    folder->write("meta.csv", meta_csv(analysis));
    folder->write("studies.csv", studies_csv(analysis));
    const std::string no_figure = options.output.no_figure ? "" : draw_forest_plot(analysis, *folder);
    folder->write("summary.json", meta_json(analysis, JsonLayout::indented));

    for (const meta::LeftOut& row : analysis.table.left_out)
        fmt::print(stderr, "not pooled: {}:{}: {}: {}\n", analysis.table.file, row.line, row.label, row.reason);
    for (const std::string& note : analysis.table.notes) fmt::print(stderr, "warning: {}\n", note);
    if (!no_figure.empty() && !options.output.quiet) fmt::print(stderr, "{}\n", no_figure);
    if (options.output.json)
        print_result(meta_json(analysis, JsonLayout::one_line) + "\n");
    else if (!options.output.quiet)
        print_result(meta_table(analysis));
    if (!options.output.quiet) fmt::print(stderr, "results in {}\n", folder->path().string());
}

void add_choices(CLI::App& command, MetaOptions& options) {
    static const std::map<std::string, meta::EffectMeasure> measures{{"rr", meta::EffectMeasure::rr},
                                                                     {"or", meta::EffectMeasure::odds_ratio},
                                                                     {"rd", meta::EffectMeasure::rd},
                                                                     {"loghr", meta::EffectMeasure::loghr}};
    static const std::map<std::string, meta::Method> methods{{"EE", meta::Method::ee}, {"DL", meta::Method::dl},
                                                             {"PM", meta::Method::pm}, {"REML", meta::Method::reml},
                                                             {"MH", meta::Method::mh}, {"Peto", meta::Method::peto}};
    static const std::map<std::string, meta::MeanTest> tests{
        {"z", meta::MeanTest::z}, {"knha", meta::MeanTest::knha}, {"adhoc", meta::MeanTest::adhoc}};
    command.add_option("--measure", options.request.measure, "rr (default), or, rd or loghr")
        ->transform(CLI::CheckedTransformer(measures, CLI::ignore_case).description(""))
        ->type_name("MEASURE");
    command.add_option("--method", options.method, "EE, DL, PM, REML (default), MH or Peto")
        ->transform(CLI::CheckedTransformer(methods, CLI::ignore_case).description(""))
        ->type_name("METHOD");
    command
        .add_option("--test", options.test,
                    "z (default), knha (Hartung-Knapp) or adhoc (never narrower than its scale 1)")
        ->transform(CLI::CheckedTransformer(tests, CLI::ignore_case).description(""))
        ->type_name("TEST");
    command.add_option("--of", options.of, "events, or survivors: n - events")
        ->check(CLI::IsMember({"events", "survivors"}))
        ->capture_default_str();
}

void add_row_options(CLI::App& command, MetaOptions& options) {
    command
        .add_option("--filter", options.filters,
                    "Only rows with this value (repeatable; the same column again: either)")
        ->type_name("COLUMN=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_option("--columns", options.columns, "Where the numbers are: events1=..,n1=..,events2=..,n2=..")
        ->type_name("ROLE=COLUMN,...")
        ->delimiter(',');
    command.add_option("--include", options.request.include, "Pool this row although it would be refused (repeatable)")
        ->type_name("STUDY")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_option("--exclude", options.request.exclude, "Leave this row out (repeatable)")
        ->type_name("STUDY")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace

void add_meta(CLI::App& app) {
    auto options = std::make_shared<MetaOptions>();
    CLI::App* command = app.add_subcommand("meta", "Pool two-group studies: fixed or random effects, forest plot");
    command->add_option("FILE", options->file, "Studies (CSV with a header)")->required();
    add_choices(*command, *options);
    add_row_options(*command, *options);
    add_output_options(*command, options->output);
    command->callback([options] { pool_file(*options); });
}

}  // namespace ibtr::cli
