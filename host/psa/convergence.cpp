#include "psa/convergence.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "psa/psa_report.hpp"
#include "psa/summary.hpp"

namespace ibtr::psa {
namespace {

std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

struct Column {
    std::size_t position;
    std::vector<double> values;
    std::vector<float> half_differences;
};

}  // namespace

std::vector<std::uint32_t> convergence_points(const Design& design) {
    std::vector<std::uint32_t> points;
    if (design.kind != DesignKind::monte_carlo) {
        for (std::uint32_t r = 2; r <= design.replicates; ++r) points.push_back(design.draws / design.replicates * r);
        return points;
    }
    constexpr double first = 16, step = 1.4142135623730951;
    for (double at = first; at < design.draws; at *= step) points.push_back(static_cast<std::uint32_t>(at));
    points.push_back(design.draws);
    return points;
}

std::string convergence_csv(const Model& model, const Store& store, const std::vector<Quantity>& outcomes) {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        if (decides(outcomes[i])) columns.push_back({i, {}, {}});
    store.for_each([&](const DrawRecord& record) {
        for (Column& column : columns) {
            column.values.push_back(record.outcomes[column.position]);
            column.half_differences.push_back(record.half_differences[column.position]);
        }
    });
    fmt::memory_buffer text;
    const auto out = std::back_inserter(text);
    fmt::format_to(out,
                   "strategy,comparator,group,population,endpoint,time_years,measure,draws,mean,mean_se,sd_uncorrected,"
                   "noise_share,cri_low,cri_high\n");
    for (const Column& column : columns) {
        const Quantity& outcome = outcomes[column.position];
        Analysis part = store.analysis();
        double noise = 0;
        std::size_t added = 0;
        for (const std::uint32_t draws : convergence_points(store.analysis().design)) {
            if (draws > column.values.size()) break;
            part.design.replicates = part.design.kind == DesignKind::monte_carlo
                                         ? 1
                                         : draws / (store.analysis().design.draws / store.analysis().design.replicates);
            part.design.draws = draws;
            for (; added < draws; ++added) {
                const auto half = static_cast<double>(column.half_differences[added]);
                noise += half * half;
            }
            const auto end = column.values.begin() + static_cast<std::ptrdiff_t>(draws);
            const OutcomeSummary s = summarise_outcome({column.values.begin(), end}, noise / draws, outcome, part);
            fmt::format_to(out, "{},{},all,{},{},{},{},{},{},{},{},{},{},{}\n", model.strategies[outcome.strategy].name,
                           outcome.comparator ? model.strategies[*outcome.comparator].name : "",
                           to_text(outcome.population), outcome.endpoint, outcome.time_years, to_text(outcome.measure),
                           draws, number(s.mean), number(s.mean_se), number(s.sd), number(s.split.noise_share),
                           number(s.corrected.low), number(s.corrected.high));
        }
    }
    return fmt::to_string(text);
}

}  // namespace ibtr::psa
