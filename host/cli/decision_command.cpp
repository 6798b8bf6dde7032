#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "decision/decision_files.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

struct DecisionOptions {
    std::string effects, costs, reference;
    std::vector<std::string> willingness;
    std::optional<double> incidence, discount;
    std::optional<std::uint64_t> years;
    OutputOptions output;
};

std::vector<double> willingness_of(const DecisionOptions& options) {
    std::vector<double> values;
    for (const std::string& text : options.willingness) {
        const auto number = parse_number(text);
        if (!number || *number < 0 || *number > largest_amount)
            throw UsageError(fmt::format("--willingness {}: expected a number from 0 to {:g}", text, largest_amount));
        values.push_back(*number);
    }
    std::sort(values.begin(), values.end());
    return values;
}

std::optional<decision::DecisionPopulation> population_of(const DecisionOptions& options) {
    if (options.years && !options.incidence)
        throw UsageError("--years is for the value to a population: give --incidence too");
    if (!options.incidence) return std::nullopt;
    constexpr std::uint64_t longest = 1000;
    if (*options.years > longest) throw UsageError(fmt::format("--years {}: at most {}", *options.years, longest));
    return decision::DecisionPopulation{*options.incidence, static_cast<unsigned>(*options.years),
                                        options.discount.value_or(0)};
}

void decide_on(const DecisionOptions& options) {
    const decision::OwnDraws draws = decision::own_draws(read_csv(options.effects), read_csv(options.costs));
    const StrategyIndex reference =
        options.reference.empty() ? StrategyIndex() : decision::find_strategy(draws, options.reference);
    const decision::DecisionResults results =
        decision::decide(draws, reference, willingness_of(options), population_of(options));
    const PendingFolder folder = open_folder(options.output, "decision", decision::decision_files());
    decision::write_decision(results, *folder);
    print_either(
        options.output, [&] { return decision_json(results); }, [&] { return decision_table(results); });
    say_where(options.output, *folder);
}

}  // namespace

void add_decision(CommandLine& program) {
    auto options = std::make_shared<DecisionOptions>();
    Command command = program.add("decision", "Choose by draws of costs and effects of any program: CEAC, EVPI, plane");
    command.option("EFFECTS", options->effects, "Effects (CSV: a row a draw, a column a strategy)").required();
    command.option("COSTS", options->costs, "Costs, with the same columns").required();
    command.option("--willingness", options->willingness, "What a unit of effect is worth, e.g. 0,10000,20000")
        .called("W,...")
        .separated_by(',')
        .required();
    command.option("--reference", options->reference, "Strategy that others are held against (default: the first)")
        .called("STRATEGY");
    command.option("--years", options->years, "For how many years there are patients to decide for")
        .called("T")
        .whole(1);
    command.option("--incidence", options->incidence, "Patients a year whom the decision is for")
        .called("N")
        .between_numbers(0, largest_amount)
        .needs("--years");
    command.option("--discount", options->discount, "Rate a year at which later patients count less (default: 0)")
        .called("R")
        .between_numbers(0, 1)
        .needs("--incidence");
    add_output_options(command, options->output);
    command.does([options] { decide_on(*options); });
}

}  // namespace ibtr::cli
