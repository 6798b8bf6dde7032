#include "psa/size.hpp"

#include <algorithm>
#include <cstdint>

#include "psa/psa_report.hpp"
#include "psa/run_draws.hpp"
#include "psa/summary.hpp"

namespace ibtr::psa {

Size size_of(const Analysis& analysis, const std::vector<Quantity>& outcomes, std::size_t parameters) {
    constexpr double row_overhead = 130, bytes_a_summary_row = 400;
    const auto count = static_cast<double>(outcomes.size());
    const double row = row_overhead + 8.0 * static_cast<double>(parameters) + 12.0 * count;
    const double own_draws = analysis.range.end - analysis.range.begin, all_draws = analysis.design.draws;
    // While draws are simulated: finished ones of the workshop and those on their way into the store.
    const double waiting = 2.0 * static_cast<double>(RunDrawsOptions{}.most_waiting);
    const double simulating = row * std::min(waiting, own_draws);
    // Afterwards: columns of some outcomes, then those that decide, each with the files' text.
    const auto deciding = static_cast<double>(std::count_if(outcomes.begin(), outcomes.end(), decides));
    const double columns =
        std::max(8.0 * all_draws, std::min(static_cast<double>(summary_memory_bytes), 8.0 * all_draws * count));
    const double text = bytes_a_summary_row * count * 3;  // of psa_summary.csv, curves.csv and contrasts.csv
    const double summarising = std::max(columns, 24.0 * all_draws * deciding) + text;
    return {row * own_draws, std::max(simulating, summarising)};
}

}  // namespace ibtr::psa
