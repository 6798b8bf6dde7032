#include "page/cohort_data.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <vector>

#include "base/base64.hpp"

namespace ibtr::page {
namespace {

/// Arrays one after another behind the head, each where a browser may read it.
class Layout {
public:
    explicit Layout(std::size_t head) : bytes_(head, '\0') {}

    template <class T>
    std::uint32_t add(const std::vector<T>& values) {
        static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= alignment);
        bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment, '\0');
        const auto at = static_cast<std::uint32_t>(bytes_.size());
        bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
        return at;
    }
    std::string take(const void* head, std::size_t size) {
        bytes_.replace(0, size, static_cast<const char*>(head), size);
        return std::move(bytes_);
    }

private:
    static constexpr std::size_t alignment = 16;
    std::string bytes_;
};

struct BundleHead {
    std::uint32_t states, exits, nodes, edge_to, starts, exit_tables, age_tables, inverse_multipliers, pool;
    core::TablesHeader header;
};
static_assert(sizeof(BundleHead) == 9 * sizeof(std::uint32_t) + sizeof(core::TablesHeader), "no padding");

}  // namespace

std::string engine_bundle(const Tables& tables) {
    Layout layout(sizeof(BundleHead));
    BundleHead head{};
    head.states = layout.add(tables.states);
    head.exits = layout.add(tables.exits);
    head.nodes = layout.add(tables.nodes);
    head.edge_to = layout.add(tables.edge_to);
    head.starts = layout.add(tables.starts);
    head.exit_tables = layout.add(tables.exit_tables);
    head.age_tables = layout.add(tables.age_tables);
    head.inverse_multipliers = layout.add(tables.inverse_multipliers);
    head.pool = layout.add(tables.pool);
    head.header = tables.header;
    return layout.take(&head, sizeof head);
}

nlohmann::ordered_json cohort_data(const Study& study) {
    const Population& population = study.population();
    const TallyShape shape = study.plan().shape();
    nlohmann::ordered_json strata = nlohmann::ordered_json::array();
    for (const Stratum& stratum : population.strata)
        strata.push_back({{"id", stratum.id}, {"cell", stratum.cell}, {"weight", stratum.weight}});
    return {{"strategies", shape.strategies},
            {"cells", shape.cells},
            {"edges", shape.edges},
            {"bins", shape.bins},
            {"batches", shape.batches},
            {"interval_end_bins", shape.interval_end_bins},
            {"strata", strata},
            {"tables", base64(engine_bundle(study.tables()))}};
}

}  // namespace ibtr::page
