#include "psa/merge_stores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "ibtr/error.hpp"

namespace ibtr::psa {
namespace {

struct Shard {
    std::filesystem::path path;
    DrawRange range;
};

void require_complete(const Store& store, const std::filesystem::path& path) {
    const DrawSet missing = store.missing();
    if (missing.empty()) return;
    throw UsageError(fmt::format("{} lacks {} of its draws, draw {} first: continue it with `ibtr psa --resume {}`",
                                 path.string(), missing.size(), missing.front(), path.parent_path().string()));
}

void require_tiling(std::vector<Shard> shards, std::uint32_t draws) {
    std::sort(shards.begin(), shards.end(),
              [](const Shard& a, const Shard& b) { return a.range.begin < b.range.begin; });
    std::uint32_t next = 0;
    for (const Shard& shard : shards) {
        if (shard.range.begin > next)
            throw UsageError(fmt::format("draws {} to {} are in no shard", next, shard.range.begin - 1));
        if (shard.range.begin < next)
            throw UsageError(
                fmt::format("{}: draws from {} on are in another shard too", shard.path.string(), shard.range.begin));
        next = shard.range.end;
    }
    if (next < draws) throw UsageError(fmt::format("draws {} to {} are in no shard", next, draws - 1));
}

constexpr std::size_t rows_a_transaction = 1024;

}  // namespace

bool holds_store(const std::filesystem::path& folder) {
    return std::filesystem::exists(folder / store_file_name);
}

Analysis whole_of(const std::vector<std::filesystem::path>& shards) {
    Analysis whole;
    std::vector<Shard> ranges;
    for (const std::filesystem::path& path : shards) {
        const Store store = Store::open(path);
        require_complete(store, path);
        Analysis part = store.analysis();
        ranges.push_back({path, part.range});
        part.range = {0, part.design.draws};
        if (ranges.size() == 1) whole = part;
        const std::string differs = difference(whole, part);
        if (!differs.empty())
            throw UsageError(fmt::format("{} and {} are of different analyses; {}", shards.front().string(),
                                         path.string(), differs));
    }
    require_tiling(std::move(ranges), whole.design.draws);
    return whole;
}

void copy_draws(const std::vector<std::filesystem::path>& shards, const Model& model,
                const std::vector<Quantity>& outcomes, Store& whole) {
    std::vector<DrawRow> rows;
    const auto flush = [&] {
        if (!rows.empty()) whole.append(rows);
        rows.clear();
    };
    for (const std::filesystem::path& path : shards) {
        const Store shard = Store::open(path, Store::Check::description);
        shard.require_quantities(model, outcomes);
        shard.for_each([&](const DrawRecord& record) {
            rows.push_back(to_row(record));
            if (rows.size() == rows_a_transaction) flush();
        });
    }
    flush();
}

}  // namespace ibtr::psa
