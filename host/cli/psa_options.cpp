#include "cli/psa_options.hpp"

#include <fmt/format.h>

#include <charconv>

#include "ibtr/error.hpp"

namespace ibtr::cli {
namespace {

constexpr std::uint32_t default_draws = 1000;
constexpr std::uint32_t default_replicates = 16;

/// "i/n" -> the i-th of n ranges of almost equal length. @throws UsageError
DrawRange shard_range(const std::string& text, std::uint32_t draws) {
    std::uint64_t i = 0, n = 0;
    const char* end = text.data() + text.size();
    const auto [slash, first_error] = std::from_chars(text.data(), end, i);
    if (first_error == std::errc{} && slash != end && *slash == '/') {
        const auto [rest, second_error] = std::from_chars(slash + 1, end, n);
        if (second_error == std::errc{} && rest == end && i >= 1 && i <= n && n <= draws)
            return {static_cast<std::uint32_t>((i - 1) * draws / n), static_cast<std::uint32_t>(i * draws / n)};
    }
    throw UsageError(fmt::format("--shard {}: expected i/n, shard i = 1 ... n of n, n at most the number of draws ({})",
                                 text, draws));
}

/// A whole number above 0. @throws UsageError
std::uint64_t parse_patients(const std::string& text) {
    std::uint64_t patients = 0;
    const std::string problem = read_whole_number(text, 1, patients);
    if (!problem.empty()) throw UsageError("--patients " + problem + "; auto is allowed too");
    return patients;
}

}  // namespace

psa::DrawMethod PsaOptions::method() const {
    if (by.value_or("simulation") != "exact") return psa::DrawMethod::simulation;
    if (patients) throw UsageError("--patients is for --by simulation: the exact solver walks no patients");
    if (budget_histories)
        throw UsageError("--budget-histories is for --by simulation: the exact solver walks no patients");
    return psa::DrawMethod::exact;
}

Design PsaOptions::to_design() const {
    Design result{design_kind(design.value_or("mc")), draws.value_or(default_draws), 1};
    if (result.kind != DesignKind::monte_carlo)
        result.replicates = replicates.value_or(default_replicates);
    else if (replicates)
        throw UsageError("--replicates is for --design lhs and sobol");
    if (leave_out_illegal && result.kind != DesignKind::monte_carlo)
        throw UsageError("--leave-out-illegal-draws is for --design mc: points of lhs and sobol depend on each other");
    result.leaves_out_illegal = leave_out_illegal;
    return result;
}

LoadedConfig PsaOptions::load() const {
    if (automatic() != budget_histories.has_value())
        throw UsageError("--patients auto and --budget-histories N go together");
    if (automatic() && draws) throw UsageError("--patients auto chooses the number of draws: leave --draws out");
    ConfigOptions changed = config;
    if (patients && !automatic()) changed.patients = parse_patients(*patients);
    return changed.load(output.quiet);
}

DrawRange PsaOptions::to_range(const Design& all) const {
    return shard ? shard_range(*shard, all.draws) : DrawRange{0, all.draws};
}

psa::OutcomeSelection PsaOptions::to_selection(const Model& model) const {
    if (stratified && no_hazard_ratios)
        throw UsageError("--stratified keeps hazard ratios, --no-hazard-ratios none: give one of them");
    return {psa::find_groups(model, groups), stratified, !no_hazard_ratios};
}

bool PsaOptions::says_what() const {
    return !groups.empty() || stratified || no_hazard_ratios || leave_out_illegal || draws || replicates || design ||
           shard || by || patients || budget_histories || config.seed || !config.overrides.empty();
}

void add_psa_options(Command& command, PsaOptions& options) {
    add_config_option(command, options.config);
    add_override_options(command, options.config);
    command
        .option("--by", options.by,
                "simulation of patients (the default), or exact solution of every draw, which has no noise")
        .one_of({"simulation", "exact"});
    command.option("--patients", options.patients,
                   "Patients in each draw, or auto: as many as a pilot of fixed size finds best for the budget");
    command
        .option("--budget-histories", options.budget_histories,
                "For --patients auto: histories in all (patients x simulated strategies x draws)")
        .positive();
    add_output_options(command, options.output);
    add_backend_options(command, options.backend);
    command.option("--draws", options.draws, fmt::format("Parameter draws (default: {})", default_draws))
        .between(2, 1U << 30);
    command.option("--design", options.design, "mc (independent draws, the default), lhs or sobol")
        .one_of({"mc", "lhs", "sobol"});
    command
        .option("--replicates", options.replicates,
                fmt::format("Independent randomisations of lhs and sobol (default: {})", default_replicates))
        .between(2, 10000);
    command
        .option("--groups", options.groups,
                "Groups whose curves and contrasts are kept too: FACTOR=LEVEL, or FACTOR for all of its levels")
        .separated_by(',')
        .one_at_a_time()
        .called("GROUP,...");
    command.flag("--stratified", options.stratified, "Keeps stratified hazard ratios too");
    command.flag("--no-hazard-ratios", options.no_hazard_ratios,
                 "Keeps no hazard ratios, which take most of the time between simulations");
    command.flag("--leave-out-illegal-draws", options.leave_out_illegal,
                 "Draws again where a draw is not legal in the model, for at most 1 % of the draws: this truncates the "
                 "distributions, and is said in the manifest and the summary");
    command.option("--shard", options.shard, "Only the i-th of n shares of the draws; join with `ibtr merge`")
        .called("i/n");
    command.option("--resume", options.resume, "Continue the analysis in this run folder").called("RUN_DIR");
}

}  // namespace ibtr::cli
