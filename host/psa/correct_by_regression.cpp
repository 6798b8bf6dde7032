#include "psa/correct_by_regression.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "ibtr/quantity.hpp"
#include "psa/parameter_basis.hpp"
#include "psa/regressed_limits.hpp"

namespace ibtr::psa {
namespace {

/// Half of what summaries may take for terms, and half for outcomes.
constexpr std::size_t half_of_memory = summary_memory_bytes / 2;

/// The most terms of a basis: four draws for each, and no more than memory holds.
std::size_t most_terms(std::size_t draws) {
    return std::min(draws / 4, half_of_memory / sizeof(double) / draws);
}

/// An outcome over the first draws whose limits may change.
struct Wanted {
    std::size_t outcome;
    OutcomeSummary* summary;
};

/// Whether noise matters, and may be told from what parameters do (regressed_limits asks for the rest).
bool is_worth_regressing(const OutcomeSummary& summary, std::uint64_t patients) {
    constexpr double too_little_noise = 0.002;
    const double noise = summary.split.patient_variance / static_cast<double>(patients);
    return is_certain(summary.split) && noise > too_little_noise * summary.split.parameter_variance;
}

/// By how many of the first draws they are over, most first.
using WantedByDraws = std::map<std::uint32_t, std::vector<Wanted>, std::greater<>>;

WantedByDraws find_wanted(const Store& store, Summary& summary) {
    WantedByDraws wanted;
    const Analysis& analysis = store.analysis();
    const auto add = [&](std::size_t outcome, std::uint32_t draws, OutcomeSummary& of) {
        if (is_worth_regressing(of, analysis.patients)) wanted[draws].push_back({outcome, &of});
    };
    for (std::size_t i = 0; i < summary.outcomes.size(); ++i) add(i, analysis.design.draws, summary.outcomes[i]);
    for (ConvergencePoint& point : summary.convergence) add(point.outcome, point.draws, point.summary);
    return wanted;
}

std::vector<std::vector<double>> read_parameters(const Store& store) {
    std::vector<std::vector<double>> parameters;
    store.for_each([&](const DrawRecord& record) {
        parameters.resize(record.parameters.size());
        for (std::size_t p = 0; p < parameters.size(); ++p) parameters[p].push_back(record.parameters[p]);
    });
    return parameters;
}

/// Of the first draws.
std::vector<NoisyColumn> read_columns(const Store& store, const std::vector<Quantity>& outcomes,
                                      std::span<const Wanted> wanted, std::uint32_t draws) {
    std::vector<NoisyColumn> columns(wanted.size());
    for (NoisyColumn& column : columns) {
        column.values.reserve(draws);
        column.half_differences.reserve(draws);
    }
    store.for_each([&](const DrawRecord& record) {
        if (record.draw >= draws) return;
        for (std::size_t k = 0; k < wanted.size(); ++k) {
            const std::size_t i = wanted[k].outcome;
            columns[k].values.push_back(on_scale(record.outcomes[i], traits(outcomes[i].measure).scale));
            columns[k].half_differences.push_back(record.half_differences[i]);
        }
    });
    return columns;
}

}  // namespace

void correct_by_regression(const Store& store, const std::vector<Quantity>& outcomes, Summary& summary,
                           unsigned threads) {
    if (store.analysis().method == DrawMethod::exact) return;
    const WantedByDraws wanted = find_wanted(store, summary);
    if (wanted.empty()) return;
    const std::vector<std::vector<double>> parameters = read_parameters(store);
    for (const auto& [draws, all] : wanted) {
        const ParameterBasis basis(parameters, draws, most_terms(draws));
        if (basis.steps().empty()) continue;
        const std::size_t at_once = std::max<std::size_t>(half_of_memory / (sizeof(double) + sizeof(float)) / draws, 1);
        for (std::size_t from = 0; from < all.size(); from += at_once) {
            const std::span block = std::span(all).subspan(from, std::min(at_once, all.size() - from));
            const std::vector<NoisyColumn> columns = read_columns(store, outcomes, block, draws);
            const std::vector<std::optional<Interval>> limits = regressed_limits(basis, columns, threads);
            for (std::size_t k = 0; k < block.size(); ++k) {
                if (!limits[k]) continue;
                const Scale scale = traits(outcomes[block[k].outcome].measure).scale;
                block[k].summary->set_corrected({from_scale(limits[k]->low, scale), from_scale(limits[k]->high, scale)},
                                                Correction::regression);
            }
        }
    }
}

}  // namespace ibtr::psa
