#include "psa/analysis_size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "ibtr/error.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/study.hpp"
#include "psa/page_size.hpp"
#include "psa/psa_report.hpp"
#include "psa/run_draws.hpp"
#include "psa/summary.hpp"
#include "psa/workshop.hpp"

namespace ibtr::psa {
namespace {

/// Above every draw that `--draws` allows.
constexpr std::uint32_t first_pilot_draw = 1U << 31;
constexpr std::uint64_t fewest_draws = 100;

/// Patients with which no stratum has fewer than two women in a half, on average parameters.
std::uint64_t fewest_patients(const Model& model) {
    constexpr std::uint64_t women_a_stratum = 4;
    const Population population = make_population(model, base_parameters(model));
    double rarest = 1;
    for (const Stratum& stratum : population.strata) rarest = std::min(rarest, stratum.weight);
    return static_cast<std::uint64_t>(std::ceil(static_cast<double>(women_a_stratum) / rarest));
}

std::vector<DrawRecord> simulate_pilot(const DrawContext& context, Backend& backend) {
    Workshop workshop(pilot_draws);
    workshop.add({{first_pilot_draw, first_pilot_draw + pilot_draws}});
    workshop.close();
    std::vector<DrawRow> rows;
    {
        const Simulation simulation(workshop, context, backend);
        while (!workshop.all_taken()) {
            std::vector<DrawRow> taken = workshop.take(std::chrono::milliseconds(100));
            std::move(taken.begin(), taken.end(), std::back_inserter(rows));
        }
    }
    workshop.rethrow_failure();
    const DrawShape shape{context.model.parameters.size(), context.outcomes.outcomes().size()};
    std::vector<DrawRecord> records(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!read_row(DrawRowView(rows[i]), shape, records[i])) throw std::logic_error("a draw of another analysis");
    std::sort(records.begin(), records.end(), [](const DrawRecord& a, const DrawRecord& b) { return a.draw < b.draw; });
    return records;
}

}  // namespace

Size size_of(const Analysis& analysis, const std::vector<Quantity>& outcomes, std::size_t parameters) {
    constexpr double bytes_a_summary_row = 400;
    const auto count = static_cast<double>(outcomes.size());
    const std::uint32_t own_draws = analysis.range.end - analysis.range.begin;
    const double row = pages_for(DrawShape{parameters, outcomes.size()}.bytes(), own_draws).bytes_a_row;
    const double all_draws = analysis.design.draws;
    // While draws are simulated: finished ones of the workshop and those on their way into the store.
    const double waiting = 2.0 * static_cast<double>(RunDrawsOptions{}.most_waiting);
    const double simulating = row * std::min(waiting, static_cast<double>(own_draws));
    // Afterwards: statistics, or costs and effects of all draws, with the files' text.
    const auto totals =
        static_cast<double>(std::count_if(outcomes.begin(), outcomes.end(), [](const Quantity& outcome) {
            return outcome.measure == Measure::total && outcome.group.empty();
        }));
    constexpr double bytes_a_total = 12;
    constexpr double half_of_memory = static_cast<double>(summary_memory_bytes) / 2;
    // Order statistics, and then the polynomials and outcomes of a regression on the parameters.
    const double statistics = std::max(std::min(2 * half_of_memory, 8 * all_draws * count),
                                       std::min(half_of_memory, 2 * all_draws * all_draws) +
                                           std::min(half_of_memory, 12 * all_draws * count) +
                                           16 * all_draws * static_cast<double>(parameters));
    const double text = bytes_a_summary_row * count * 3;  // of psa_summary.csv, curves.csv and contrasts.csv
    const double summarising = std::max(statistics, bytes_a_total * totals * all_draws) + text;
    return {row * static_cast<double>(own_draws), std::max(simulating, summarising)};
}

Allocation allocate_budget(double optimal_patients, std::uint64_t fewest, std::uint64_t budget_histories,
                           std::uint64_t strategies, std::uint32_t multiple) {
    const std::uint64_t patients_in_all = budget_histories / strategies;
    const std::uint64_t least_draws = (fewest_draws + multiple - 1) / multiple * multiple;
    if (patients_in_all / least_draws < fewest)
        throw UsageError(
            fmt::format("--budget-histories {} is too small: {} draws of {} patients under {} strategies "
                        "take {}",
                        budget_histories, least_draws, fewest, strategies, least_draws * fewest * strategies));
    Allocation result;
    result.optimal_patients = optimal_patients;
    const double wanted = std::min(std::ceil(optimal_patients), 1e15);
    result.patients =
        std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), fewest, patients_in_all / least_draws);
    constexpr std::uint64_t most_draws = 1U << 30;
    const std::uint64_t draws = std::min(patients_in_all / result.patients, most_draws);
    result.draws = static_cast<std::uint32_t>(draws / multiple * multiple);
    return result;
}

Allocation plan_budget(const LoadedConfig& config, std::uint64_t budget_histories, std::uint32_t multiple,
                       Backend& backend) {
    const std::uint64_t fewest = fewest_patients(config.model);
    const Model model = with_options(config.model, {.batches = 2, .patients = std::max(pilot_patients, fewest)});
    const EventGraph graph = make_event_graph(model);
    const Design design{DesignKind::monte_carlo, first_pilot_draw + pilot_draws, 1};
    const ParameterSampler sampler(model, design, model.seed);
    const OutcomePlan plan(model, graph, config.economics);
    const std::vector<DrawRecord> records = simulate_pilot({model, graph, sampler, plan}, backend);

    Analysis analysis;
    analysis.patients = model.patients;
    analysis.design = {DesignKind::monte_carlo, pilot_draws, 1};
    double greatest = 0;
    std::string decided_by;
    for (std::size_t i = 0; i < plan.outcomes().size(); ++i) {
        const Quantity& outcome = plan.outcomes()[i];
        if (!decides(outcome)) continue;
        std::vector<double> values;
        double noise = 0;
        for (const DrawRecord& record : records) {
            const auto half = static_cast<double>(record.half_differences[i]);
            values.push_back(record.outcomes[i]);
            noise += half * half / pilot_draws;
        }
        const OutcomeSummary summary = summarise_outcome(std::move(values), noise, outcome, analysis);
        if (summary.sd == 0) continue;
        if (!summary.split.resolved)
            throw UsageError(
                fmt::format("--patients auto: in a pilot of {} draws of {} patients, {} varies between draws no more "
                            "than simulation noise does; choose --patients and --draws yourself",
                            pilot_draws, model.patients, describe(model, outcome)));
        if (summary.split.optimal_patients <= greatest) continue;
        greatest = summary.split.optimal_patients;
        decided_by = describe(model, outcome);
    }
    Allocation result =
        allocate_budget(greatest, fewest, budget_histories, model.simulated_strategies().size(), multiple);
    result.decided_by = decided_by;
    return result;
}

}  // namespace ibtr::psa
