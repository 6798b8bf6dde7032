#include <fmt/core.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/tell.hpp"
#include "ibtr/error.hpp"
#include "meta/meta_report.hpp"
#include "meta/study_table.hpp"
#include "meta/write_meta.hpp"

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
    const PendingFolder folder = open_folder(options.output, "meta", meta::meta_files());
    const Remarks remarks = meta::write_meta(analysis, options.output.figures(), *folder);
    for (const meta::LeftOut& row : analysis.table.left_out)
        tell("not pooled: {}:{}: {}: {}", analysis.table.file, row.line, row.label, row.reason);
    say(remarks, options.output.quiet);
    print_either(
        options.output, [&] { return meta_json(analysis, JsonLayout::one_line) + "\n"; },
        [&] { return meta_table(analysis); });
    say_where(options.output, *folder);
}

template <class Choice>
Option add_choice(Command& command, const std::string& name, Choice& chosen,
                  const std::vector<std::pair<std::string, Choice>>& choices, const std::string& help) {
    std::vector<std::string> words;
    for (const auto& [word, choice] : choices) words.push_back(word);
    return command.choice(
        name, words,
        [&chosen, choices](const std::string& taken) {
            for (const auto& [word, choice] : choices)
                if (word == taken) chosen = choice;
        },
        help);
}

void add_choices(Command& command, MetaOptions& options) {
    using meta::EffectMeasure, meta::MeanTest, meta::Method;
    add_choice<EffectMeasure>(command, "--measure", options.request.measure,
                              {{"rr", EffectMeasure::rr},
                               {"or", EffectMeasure::odds_ratio},
                               {"rd", EffectMeasure::rd},
                               {"loghr", EffectMeasure::loghr}},
                              "rr (default), or, rd or loghr")
        .called("MEASURE");
    add_choice<Method>(command, "--method", options.method,
                       {{"EE", Method::ee},
                        {"DL", Method::dl},
                        {"PM", Method::pm},
                        {"REML", Method::reml},
                        {"MH", Method::mh},
                        {"Peto", Method::peto}},
                       "EE, DL, PM, REML (default), MH or Peto")
        .called("METHOD");
    add_choice<MeanTest>(command, "--test", options.test,
                         {{"z", MeanTest::z}, {"knha", MeanTest::knha}, {"adhoc", MeanTest::adhoc}},
                         "z (default), knha (Hartung-Knapp) or adhoc (never narrower than its scale 1)")
        .called("TEST");
    command.option("--of", options.of, "events, or survivors: n - events")
        .one_of({"events", "survivors"})
        .showing_default();
}

void add_row_options(Command& command, MetaOptions& options) {
    command.option("--filter", options.filters, "Only rows with this value (repeatable; the same column again: either)")
        .called("COLUMN=VALUE")
        .repeatable();
    command.option("--columns", options.columns, "Where the numbers are: events1=..,n1=..,events2=..,n2=..")
        .called("ROLE=COLUMN,...")
        .separated_by(',');
    command.option("--include", options.request.include, "Pool this row although it would be refused (repeatable)")
        .called("STUDY")
        .repeatable();
    command.option("--exclude", options.request.exclude, "Leave this row out (repeatable)")
        .called("STUDY")
        .repeatable();
}

}  // namespace

void add_meta(CommandLine& program) {
    auto options = std::make_shared<MetaOptions>();
    Command command = program.add("meta", "Pool two-group studies: fixed or random effects, forest plot");
    command.option("FILE", options->file, "Studies (CSV with a header)").required();
    add_choices(command, *options);
    add_row_options(command, *options);
    add_output_options(command, options->output);
    command.does([options] { pool_file(*options); });
}

}  // namespace ibtr::cli
