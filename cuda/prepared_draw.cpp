#include "prepared_draw.hpp"

#include <algorithm>
#include <utility>

#include "ibtr/core/address.hpp"

namespace ibtr::cuda {

PreparedDraw::PreparedDraw(JobFlow::Pulled taken)
    : pulled(std::move(taken)), input(pulled.job->prepare()), women(input.plan.range().end - input.plan.range().begin) {
    if (!can_be_summed(input)) return;
    const WorkPlan& plan = input.plan;
    const std::size_t cells = plan.shape().cells;
    group.resize(plan.shape().batches * cells);
    for (std::uint64_t n = 0; n < plan.items(); ++n) {
        const WorkItem whole = plan.item(n);
        const auto place = static_cast<std::uint32_t>(whole.batch * cells + whole.cell);
        group[place] += whole.count;
        for (std::uint32_t done = 0; done < whole.count; done += women_per_draw_item) {
            const std::uint64_t index = whole.first_index + done * plan.shape().batches;
            items.push_back(
                {whole.stratum, place, 0, static_cast<std::uint16_t>(std::min(women_per_draw_item, whole.count - done)),
                 static_cast<std::uint32_t>(index), core::pack_patient_high(plan.stratum_id(whole.stratum), index)});
        }
    }
}

std::uint64_t events_a_woman(const core::TablesHeader& header) {
    return header.has_cycles != 0 ? header.visit_limit : 1;
}

bool can_be_summed(const Job::Input& input) {
    // Beyond that a launch would take longer than a Ctrl-C should wait, and there is no need of many draws at once.
    constexpr std::uint64_t most_women = std::uint64_t{1} << 24;
    const std::uint64_t women = input.plan.range().end - input.plan.range().begin;
    if (input.sums == nullptr || women > most_women) return false;
    const std::uint64_t events = women * events_a_woman(input.tables.header);
    return events < (std::uint64_t{1} << (64 - events_shift)) &&
           events << input.tables.header.tick_shift < (std::uint64_t{1} << events_shift);
}

}  // namespace ibtr::cuda
