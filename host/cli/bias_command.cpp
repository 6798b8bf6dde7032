#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "bias/bias_report.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

struct BiasOptions {
    double ratio = 0, true_ratio = 1;
    std::optional<double> low, high, risk;
    std::vector<std::string> prevalences, odds, outcomes;
    OutputOptions output;
};

void replace_strengths(const char* option, const std::vector<std::string>& given, std::vector<double>& strengths) {
    if (given.empty()) return;
    strengths.clear();
    for (const std::string& text : given) {
        const auto number = parse_number(text);
        if (!number) throw UsageError(std::string(option) + " " + text + ": is not a number");
        strengths.push_back(*number);
    }
}

void bound_bias(const BiasOptions& options) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    bias::SurfaceGrid grid;
    replace_strengths("--prevalence", options.prevalences, grid.prevalences);
    replace_strengths("--odds", options.odds, grid.odds_ratios);
    replace_strengths("--outcome", options.outcomes, grid.outcome_ratios);
    const bias::BiasAnalysis analysis =
        bias::analyse_bias({options.ratio, options.low.value_or(none), options.high.value_or(none)}, options.risk,
                           options.true_ratio, grid);
    const PendingFolder folder = open_folder(options.output, "bias", bias::bias_files());
    bias::write_bias(analysis, *folder);
    print_either(
        options.output, [&] { return bias::bias_json(analysis, true) + "\n"; },
        [&] { return bias::bias_table(analysis); });
    say_where(options.output, *folder);
}

}  // namespace

void add_bias(CommandLine& program) {
    auto options = std::make_shared<BiasOptions>();
    Command command = program.add("bias", "What unmeasured bias could make of a ratio: E-values, surfaces of strength");
    command.option("--ratio", options->ratio, "Observed ratio of risks, group over comparator").required();
    command.option("--low", options->low, "Lower limit of its interval");
    command.option("--high", options->high, "Upper limit");
    command.option("--risk", options->risk,
                   "The ratio is of people without the event, and this the comparator's risk of it");
    command.option("--true", options->true_ratio, "Ratio of events to which it is moved").showing_default();
    command.option("--prevalence", options->prevalences, "Shares of the comparator that have the factor")
        .called("SHARE,...")
        .separated_by(',');
    command.option("--odds", options->odds, "Odds ratios of having it, group over comparator")
        .called("RATIO,...")
        .separated_by(',');
    command.option("--outcome", options->outcomes, "By how much it multiplies the risk")
        .called("RATIO,...")
        .separated_by(',');
    add_output_options(command, options->output);
    command.does([options] { bound_bias(*options); });
}

}  // namespace ibtr::cli
