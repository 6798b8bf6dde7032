#include "draw_launch.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "knots.hpp"

namespace ibtr::cuda {
namespace {

constexpr std::size_t alignment = 16;

std::size_t aligned(std::size_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
    static_assert(std::has_unique_object_representations_v<T>);
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

bool same(const core::TablesHeader& a, const core::TablesHeader& b) {
    static_assert(std::has_unique_object_representations_v<core::TablesHeader>);
    return std::memcmp(&a, &b, sizeof a) == 0;
}

/// Writes arrays one after another, or only counts their bytes.
class Writer {
public:
    /// @param to nullptr: bytes are counted
    Writer(std::byte* to, const std::byte* device) : to_(to), device_(device) {}

    /// Room for so many elements. @return where to write them, nullptr where bytes are counted; `device` is their place
    template <class T>
    T* reserve(std::size_t count, const T*& device) {
        T* place = to_ == nullptr ? nullptr : reinterpret_cast<T*>(to_ + bytes_);
        device = reinterpret_cast<const T*>(device_ + bytes_);
        bytes_ = aligned(bytes_ + count * sizeof(T));
        return place;
    }
    template <class T>
    void copy(const std::vector<T>& values, const T*& device) {
        if (T* place = reserve(values.size(), device)) std::copy(values.begin(), values.end(), place);
    }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    std::byte* to_;
    const std::byte* device_;
    std::size_t bytes_ = 0;
};

/// The hazard tables of all draws as of one model: strata one draw after another, in one pool.
void write_tables(const std::vector<PreparedDraw>& draws, Writer& writer, core::TablesView& view) {
    const core::TablesHeader& one = draws.front().input.tables.header;
    const std::size_t count = draws.size(), strata = one.strata, row = strata * one.exits;
    std::size_t pool_size = 0;
    for (const PreparedDraw& draw : draws) pool_size += draw.input.tables.pool.size();
    const std::size_t table_rows = draws.front().input.tables.exit_tables.size() / row;
    core::TableRef* exits = writer.reserve(table_rows * count * row, view.exit_tables);
    core::NodeRecord* starts = writer.reserve(count * strata, view.starts);
    core::TableRef* ages = writer.reserve(count * strata, view.age_tables);
    float* inverse = writer.reserve(one.strategies * count * row, view.inverse_multipliers);
    float* pool = writer.reserve(pool_size, view.pool);
    view.header = one;
    view.header.strata = static_cast<std::uint32_t>(count * strata);
    if (pool == nullptr) return;
    std::uint32_t first = 0;
    const auto moved = [&](core::TableRef table) { return core::TableRef{table.first + first, table.log2_size}; };
    for (std::size_t d = 0; d < count; ++d) {
        const Tables& tables = draws[d].input.tables;
        for (std::size_t s = 0; s < table_rows; ++s)
            std::transform(tables.exit_tables.data() + s * row, tables.exit_tables.data() + (s + 1) * row,
                           exits + (s * count + d) * row, moved);
        std::copy(tables.starts.begin(), tables.starts.end(), starts + d * strata);
        std::transform(tables.age_tables.begin(), tables.age_tables.end(), ages + d * strata, moved);
        for (std::size_t s = 0; s < one.strategies; ++s)
            std::copy_n(tables.inverse_multipliers.data() + s * row, row, inverse + (s * count + d) * row);
        write_by_knot(tables, pool + first);
        first += static_cast<std::uint32_t>(tables.pool.size());
    }
}

void write_items(const std::vector<PreparedDraw>& draws, Writer& writer, WalkArguments& arguments) {
    std::uint32_t* numbers = writer.reserve(draws.size(), arguments.draws);
    std::size_t item_count = 0;
    for (const PreparedDraw& draw : draws) item_count += draw.items.size();
    DrawItem* items = writer.reserve(item_count, arguments.items);
    if (items == nullptr) return;
    for (std::size_t d = 0; d < draws.size(); ++d) {
        const PreparedDraw& draw = draws[d];
        numbers[d] = draw.input.plan.draw();
        const auto place = static_cast<std::uint32_t>(d);
        const auto groups = static_cast<std::uint32_t>(draw.group.size());
        for (DrawItem item : draw.items) {
            item.stratum += place * draw.input.tables.header.strata;
            item.group += place * groups;
            item.draw = static_cast<std::uint16_t>(d);
            *items++ = item;
        }
    }
}

WalkArguments write(const DrawPlan& plan, const std::vector<PreparedDraw>& draws, Writer& writer) {
    WalkArguments arguments{};
    const Tables& structure = plan.tables();
    writer.copy(structure.states, arguments.tables.states);
    writer.copy(structure.exits, arguments.tables.exits);
    writer.copy(structure.nodes, arguments.tables.nodes);
    writer.copy(structure.edge_to, arguments.tables.edge_to);
    write_items(draws, writer, arguments);
    write_tables(draws, writer, arguments.tables);
    arguments.block.seed_low = static_cast<std::uint32_t>(plan.seed());
    arguments.block.seed_high = static_cast<std::uint32_t>(plan.seed() >> 32);
    arguments.stride = static_cast<std::uint32_t>(plan.shape().batches);
    return arguments;
}

/// Half ticks of the longest interval of a row whose offsets are summed.
std::uint64_t longest_timed_interval(const DrawPlan& plan) {
    std::uint32_t longest = 0;
    for (std::size_t r = 0; r < plan.sums().rows().size(); ++r) {
        if (!plan.sums().first_offset(r)) continue;
        std::uint32_t before = 0;
        for (const std::uint32_t end : plan.sums().end_bins(r)) {
            longest = std::max(longest, end - before);
            before = end;
        }
    }
    return std::uint64_t{longest} << (plan.shape().tick_shift + 1);
}

template <class From, class To>
void widen(const std::byte* from, std::vector<To>& to) {
    const From* numbers = reinterpret_cast<const From*>(from);
    std::copy_n(numbers, to.size(), to.begin());
}

}  // namespace

DrawPlan::DrawPlan(const PreparedDraw& first)
    : shape_(first.input.plan.shape()), seed_(first.input.plan.seed()), sums_(first.input.sums) {
    const Tables& tables = first.input.tables;
    structure_.header = tables.header;
    structure_.states = tables.states;
    structure_.exits = tables.exits;
    structure_.nodes = tables.nodes;
    structure_.edge_to = tables.edge_to;
}

bool DrawPlan::admits(const PreparedDraw& draw) const {
    const Tables& tables = draw.input.tables;
    return draw.input.sums == sums_ && draw.input.plan.seed() == seed_ && draw.input.plan.shape() == shape_ &&
           same(tables.header, structure_.header) && same(tables.states, structure_.states) &&
           same(tables.exits, structure_.exits) && same(tables.nodes, structure_.nodes) &&
           same(tables.edge_to, structure_.edge_to);
}

LaunchBytes DrawPlan::bytes(const PreparedDraw& draw) const {
    const Tables& tables = draw.input.tables;
    const std::size_t upload = draw.items.size() * sizeof(DrawItem) + sizeof(std::uint32_t) +
                               (tables.exit_tables.size() + tables.age_tables.size()) * sizeof(core::TableRef) +
                               tables.starts.size() * sizeof(core::NodeRecord) +
                               (tables.inverse_multipliers.size() + tables.pool.size()) * sizeof(float);
    const std::size_t results =
        blocks_a_draw() * (sums_->counts() * sizeof(std::int32_t) + sums_->offsets() * sizeof(std::int64_t));
    return {upload, counters_a_draw() * sizeof(Counter), aligned(results) + 2 * alignment};
}

ResultLayout::ResultLayout(const DrawPlan& plan, const std::vector<PreparedDraw>& draws) {
    std::uint64_t women = 0;
    for (const PreparedDraw& draw : draws)
        women = std::max(women, *std::max_element(draw.group.begin(), draw.group.end()));
    const std::uint64_t events = women * events_a_woman(plan.tables().header);
    wide = events > std::numeric_limits<std::int16_t>::max() ||
           events * std::max<std::uint64_t>(longest_timed_interval(plan), 1) > std::numeric_limits<std::int32_t>::max();
    const std::size_t counts = plan.blocks_a_draw() * plan.sums().counts();
    const std::size_t offsets = plan.blocks_a_draw() * plan.sums().offsets();
    first_draw = aligned(draws.size() * sizeof(std::uint32_t));
    offsets_at = aligned(counts * (wide ? sizeof(std::int32_t) : sizeof(std::int16_t)));
    draw_bytes = aligned(offsets_at + offsets * (wide ? sizeof(std::int64_t) : sizeof(std::int32_t)));
}

Sums read_sums(const DrawPlan& plan, const ResultLayout& layout, const std::byte* results, std::size_t place,
               const std::vector<std::uint64_t>& group) {
    Sums sums(plan.sums(), plan.shape().batches, plan.shape().cells, plan.shape().strategies);
    const std::byte* counts = results + layout.first_draw + place * layout.draw_bytes;
    const std::byte* offsets = counts + layout.offsets_at;
    if (layout.wide) {
        widen<std::int32_t>(counts, sums.counts);
        widen<std::int64_t>(offsets, sums.offsets);
    } else {
        widen<std::int16_t>(counts, sums.counts);
        widen<std::int32_t>(offsets, sums.offsets);
    }
    sums.patients = group;
    return sums;
}

std::size_t packed_bytes(const DrawPlan& plan, const std::vector<PreparedDraw>& draws) {
    Writer counter(nullptr, nullptr);
    write(plan, draws, counter);
    return counter.bytes();
}

WalkArguments pack_draws(const DrawPlan& plan, const std::vector<PreparedDraw>& draws, std::byte* to,
                         const std::byte* device) {
    Writer writer(to, device);
    return write(plan, draws, writer);
}

DeviceSumPlan::DeviceSumPlan(const SumPlan& plan, int device) : rows_(device), edges_(device), end_bins_(device) {
    std::vector<DeviceSumRow> rows;
    std::vector<std::uint32_t> edges, end_bins;
    for (std::size_t r = 0; r < plan.rows().size(); ++r) {
        const SumRow& row = plan.rows()[r];
        DeviceSumRow on_device{};
        on_device.first_edge = static_cast<std::uint32_t>(edges.size());
        edges.insert(edges.end(), row.plus.begin(), row.plus.end());
        on_device.minus_edge = static_cast<std::uint32_t>(edges.size());
        edges.insert(edges.end(), row.minus.begin(), row.minus.end());
        on_device.end_edge = static_cast<std::uint32_t>(edges.size());
        on_device.first_end = static_cast<std::uint32_t>(end_bins.size());
        on_device.intervals = static_cast<std::uint32_t>(plan.end_bins(r).size());
        end_bins.insert(end_bins.end(), plan.end_bins(r).begin(), plan.end_bins(r).end());
        on_device.first_count = static_cast<std::uint32_t>(plan.first_count(r));
        on_device.first_offset = static_cast<std::uint32_t>(plan.first_offset(r).value_or(0));
        on_device.timed = plan.first_offset(r) ? 1 : 0;
        rows.push_back(on_device);
    }
    rows_.assign(rows);
    edges_.assign(edges);
    end_bins_.assign(end_bins);
}

void DeviceSumPlan::describe(SumArguments& arguments) const {
    arguments.rows = rows_.data();
    arguments.row_count = static_cast<std::uint32_t>(rows_.size());
    arguments.edges = edges_.data();
    arguments.end_bins = end_bins_.data();
}

}  // namespace ibtr::cuda
