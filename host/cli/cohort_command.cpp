#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cohort/cohort_analysis.hpp"
#include "cohort/read_cohort.hpp"
#include "cohort/write_cohort.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

struct CohortOptions {
    std::string file, id = "id";
    std::vector<std::string> events, deaths;
    std::string exit, initial = "event_free";
    std::string curve, at_risk;
    std::optional<double> curve_events;
    std::vector<std::string> breaks, times;
    cohort::CohortRequest request;
    OutputOptions output;
};

std::vector<double> years_of(const std::string& option, const std::vector<std::string>& texts) {
    std::vector<double> years;
    for (const std::string& text : texts) {
        const auto number = parse_number(text);
        if (!number)
            throw UsageError(fmt::format("{} {}: expected years, for example {} 0,1,2,5,10", option, text, option));
        years.push_back(*number);
    }
    return years;
}

cohort::WideColumns wide_columns(const CohortOptions& options) {
    cohort::WideColumns columns;
    columns.id = options.id;
    columns.initial = options.initial;
    columns.exit = options.exit;
    for (const std::string& text : options.events) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
            throw UsageError(fmt::format("--event {}: expected STATE=COLUMN", text));
        columns.events.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    if (columns.exit.empty()) throw UsageError("--event needs --exit COLUMN: until when each person was watched");
    if (options.deaths.size() > 1)
        throw UsageError("--death: one column of a file with a row a person; give other causes as --event");
    if (!options.deaths.empty()) columns.death = options.deaths.front();
    if (columns.events.empty() && columns.death.empty())
        throw UsageError("--exit needs --event STATE=COLUMN or --death COLUMN: what may have happened before");
    return columns;
}

cohort::SourceFile source_of(const std::string& path) {
    const std::string bytes = read_file(path);
    Digest digest;
    digest.bytes(bytes.data(), bytes.size());
    return {path, digest.hex()};
}

cohort::ObservedCohort read_cohort(const CohortOptions& options) {
    if (options.curve.empty() != options.at_risk.empty())
        throw UsageError("--curve and --at-risk belong together: a published curve and its numbers at risk");
    if (options.file.empty() == options.curve.empty())
        throw UsageError("give a FILE of people, or a published curve by --curve and --at-risk");
    if (!options.curve.empty()) {
        cohort::ObservedCohort people =
            cohort::read_published_curve(read_csv(options.curve), read_csv(options.at_risk), options.curve_events);
        people.files = {source_of(options.curve), source_of(options.at_risk)};
        return people;
    }
    CsvTable table = read_csv(options.file);
    const bool is_wide = !options.events.empty() || !options.exit.empty();
    cohort::ObservedCohort people = is_wide ? cohort::read_wide(std::move(table), wide_columns(options))
                                            : cohort::read_histories(std::move(table), {options.id, options.deaths});
    people.files = {source_of(options.file)};
    return people;
}

void describe_cohort(const CohortOptions& options) {
    cohort::CohortRequest request = options.request;
    if (!options.breaks.empty()) request.breaks = years_of("--breaks", options.breaks);
    request.times = years_of("--times", options.times);
    const cohort::CohortAnalysis analysis = cohort::analyse(read_cohort(options), std::move(request));
    const PendingFolder folder = open_folder(options.output, "cohort", cohort::cohort_files());
    say(cohort::write_cohort(analysis, *folder), options.output.quiet);
    print_either(
        options.output, [&] { return cohort_json(analysis); }, [&] { return cohort_table(analysis); });
    say_where(options.output, *folder);
}

void add_input_options(Command& command, CohortOptions& options) {
    command.option("FILE", options.file, "People (CSV): a row a spell with id, from, to, start_years, stop_years");
    command.option("--id", options.id, "Column that says who it is").called("COLUMN").showing_default();
    command.option("--event", options.events, "A row a person: column of the time of entry to a state (repeatable)")
        .called("STATE=COLUMN")
        .repeatable();
    command.option("--death", options.deaths, "Column of the time of death; of rows of spells a state that is a death")
        .called("NAME")
        .repeatable();
    command.option("--exit", options.exit, "A row a person: column of the end of watching").called("COLUMN");
    command.option("--initial", options.initial, "A row a person: name of the state at time zero")
        .called("STATE")
        .showing_default();
    command.option("--curve", options.curve, "In place of FILE: a published curve (CSV: time_years, survival)")
        .called("CURVE.csv");
    command.option("--at-risk", options.at_risk, "Its numbers at risk (CSV: time_years, at_risk)").called("RISK.csv");
    command.option("--events", options.curve_events, "Its events in all, where published")
        .called("N")
        .between_numbers(0, 1e9)
        .needs("--curve");
}

void add_question_options(Command& command, CohortOptions& options) {
    cohort::CohortRequest& request = options.request;
    command.option("--breaks", options.breaks, "Intervals of rates and piecewise fits (default: 0,1,2,3,5,10)")
        .called("YEARS,...")
        .separated_by(',');
    command.option("--times", options.times, "Times of curves (default: the breaks)")
        .called("YEARS,...")
        .separated_by(',');
    command.option("--group", request.groups, "Column whose levels get rows of their own (repeatable)")
        .called("COLUMN")
        .repeatable();
    command.option("--from", request.from, "State whose entry is a time zero of its own (repeatable)")
        .called("STATE")
        .repeatable();
    command.choice(
        "--clock", {"time", "sojourn"},
        [&request](const std::string& word) {
            request.clock = word == "time" ? cohort::Clock::time : cohort::Clock::sojourn;
        },
        "Of transitions out of states other than the first: time, or sojourn (default)");
    command.option("--cox", request.cox, "Cox regression of a transition, or of entry to a state (repeatable)")
        .called("TRANSITION")
        .repeatable();
    command.option("--covariates", request.covariates, "Its columns; `from`: the state that is left")
        .called("COLUMN,...")
        .separated_by(',');
    command.option("--strata", request.strata, "Columns whose levels have baseline hazards of their own")
        .called("COLUMN,...")
        .separated_by(',');
    command.option("--fit", request.fits, "Family of all transitions, or TRANSITION=FAMILY (repeatable)")
        .called("FAMILY")
        .repeatable();
}

}  // namespace

void add_cohort(CommandLine& program) {
    auto options = std::make_shared<CohortOptions>();
    Command command =
        program.add("cohort", "Describe people who were observed: rates, curves, fits, a config to begin with");
    add_input_options(command, *options);
    add_question_options(command, *options);
    add_output_options(command, options->output);
    command.does([options] { describe_cohort(*options); });
}

}  // namespace ibtr::cli
