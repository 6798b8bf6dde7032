#include "base/csv.hpp"
#include "report/run_files.hpp"

namespace ibtr {

std::string mean_times_csv(const Model& model, std::span<const MeanTimes> all) {
    CsvText csv("population,group,strategy,measure,of,years,mc_se\n");
    for (const MeanTimes& times : all) {
        const std::string group = women_text(model, times.group);
        const auto row = [&](const char* measure, const std::string& of, double years, double mc_se) {
            csv.row(to_text(times.population), group, model.strategies[times.strategy].name, measure, of, years, mc_se);
        };
        for (std::size_t state = 0; state < times.in_state.size(); ++state)
            row("mean_time_in_state", model.states[state].name, times.in_state[state].years,
                times.in_state[state].mc_se);
        for (const MeanTimes::Median& median : times.medians) row("median", median.endpoint, median.years, undefined);
    }
    return csv.take();
}

}  // namespace ibtr
