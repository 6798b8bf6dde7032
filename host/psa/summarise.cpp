#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <utility>

#include "base/digest.hpp"
#include "psa/correct_by_regression.hpp"
#include "psa/psa_report.hpp"
#include "psa/streamed_statistics.hpp"
#include "psa/summary.hpp"

namespace ibtr::psa {
namespace {

/// One outcome over the first draws of an analysis.
struct Column {
    std::size_t outcome;
    Scale scale;
    Design design;  ///< of these draws

    [[nodiscard]] double value(const DrawRecord& record) const { return on_scale(record.outcomes[outcome], scale); }
};

/// All outcomes over all draws, then those that decide as draws are added.
std::vector<Column> columns_of(const std::vector<Quantity>& outcomes, const Design& design) {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < outcomes.size(); ++i) columns.push_back({i, traits(outcomes[i].measure).scale, design});
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (!decides(outcomes[i])) continue;
        for (const std::uint32_t draws : convergence_points(design)) {
            Design part = design;
            part.draws = draws;
            if (design.kind != DesignKind::monte_carlo) part.replicates = draws / (design.draws / design.replicates);
            columns.push_back({i, columns[i].scale, part});
        }
    }
    return columns;
}

/// The draws of a store, read as often as is asked for.
class Passes {
public:
    explicit Passes(const Store& store) : store_(store) {}

    /// The first one, which makes the digests too.
    template <class Use>
    void first(const Use& use) {
        again([&](const DrawRecord& record) {
            add(record);
            use(record);
        });
    }
    template <class Use>
    void again(const Use& use) {
        ++count_;
        store_.for_each(use);
    }
    void put(Summary& summary) const {
        summary.tally_digest = tallies_.hex();
        summary.digest = rows_.hex();
        summary.passes = count_;
    }

private:
    void add(const DrawRecord& record) {
        tallies_.text(record.tally_digest);
        rows_.text(record.digest());
    }

    const Store& store_;
    Digest tallies_, rows_;
    unsigned count_ = 0;
};

/// The simple way: everything in memory.
std::vector<DrawStatistics> in_one_pass(Passes& passes, const std::vector<Column>& columns) {
    std::vector<std::vector<double>> values(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) values[i].reserve(columns[i].design.draws);
    std::vector<NoiseTrend> noise(columns.size());
    passes.first([&](const DrawRecord& record) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (values[i].size() == columns[i].design.draws) continue;
            values[i].push_back(columns[i].value(record));
            noise[i].add(values[i].back(), record.half_differences[columns[i].outcome]);
        }
    });
    std::vector<DrawStatistics> result;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        result.push_back(draw_statistics(std::move(values[i]), noise[i].noise(), columns[i].design));
        result.back().moments.noise_slope = noise[i].slope();
    }
    return result;
}

/// A number in [0, 1) for each draw, as good as random and independent of what designs do with the draw's number: the
/// last step of SplitMix64 (Steele, Lea and Flood 2014).
double place_of(std::uint32_t draw) {
    std::uint64_t z = (std::uint64_t{draw} + 1) * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/// Columns that are read as a stream, as often as their statistics need.
class Streams {
public:
    Streams(Passes& passes, const std::vector<Column>& columns, std::size_t memory_bytes)
        : passes_(passes), columns_(columns), memory_bytes_(memory_bytes) {
        streams_.reserve(columns_.size());
        for (const Column& column : columns_) streams_.emplace_back(column.design, memory_bytes / columns_.size());
    }

    std::vector<DrawStatistics> read() {
        passes_.first([&](const DrawRecord& record) {
            const double place = place_of(record.draw);
            for (std::size_t i = 0; i < columns_.size(); ++i)
                if (record.draw < streams_[i].draws())
                    streams_[i].first(columns_[i].value(record), record.half_differences[columns_[i].outcome], place);
        });
        std::vector<std::size_t> all;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            streams_[i].end_first();
            if (!streams_[i].undefined_somewhere()) all.push_back(i);
        }
        pass(all, second);
        read_gaps(all);
        std::vector<DrawStatistics> result;
        for (StreamedStatistics& stream : streams_) result.push_back(stream.end());
        return result;
    }

private:
    static constexpr auto second = [](StreamedStatistics& stream, double value) { stream.second(value); };
    static constexpr auto third = [](StreamedStatistics& stream, double value) { stream.third(value); };

    template <class Step>
    void pass(const std::vector<std::size_t>& columns, const Step& step) {
        if (columns.empty()) return;
        passes_.again([&](const DrawRecord& record) {
            for (const std::size_t i : columns)
                if (record.draw < streams_[i].draws()) step(streams_[i], columns_[i].value(record));
        });
    }

    /// The third pass; further ones where gaps hold more than the memory.
    void read_gaps(const std::vector<std::size_t>& columns) {
        std::vector<std::size_t> together;
        std::size_t bytes = 0;
        for (const std::size_t i : columns) {
            const std::size_t own = streams_[i].end_second() * sizeof(double);
            if (own == 0) continue;
            if (!together.empty() && bytes + own > memory_bytes_) {
                pass(std::exchange(together, {}), third);
                bytes = 0;
            }
            together.push_back(i);
            bytes += own;
        }
        pass(together, third);
    }

    Passes& passes_;
    const std::vector<Column>& columns_;
    std::size_t memory_bytes_;
    std::vector<StreamedStatistics> streams_;
};

}  // namespace

Summary summarise(const Store& store, const std::vector<Quantity>& outcomes, std::size_t memory_bytes,
                  unsigned threads) {
    const Analysis& analysis = store.analysis();
    if (analysis.range != DrawRange{0, analysis.design.draws}) throw std::logic_error("a shard is no analysis");
    store.require_complete();  // before memory is taken for what the description says
    const std::vector<Column> columns = columns_of(outcomes, analysis.design);
    std::size_t bytes = 0;
    for (const Column& column : columns) bytes += sizeof(double) * column.design.draws;
    Passes passes(store);
    const std::vector<DrawStatistics> statistics =
        bytes <= memory_bytes ? in_one_pass(passes, columns) : Streams(passes, columns, memory_bytes).read();
    Summary summary;
    passes.put(summary);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const OutcomeSummary one = to_summary(statistics[i], outcomes[columns[i].outcome], analysis);
        if (i < outcomes.size())
            summary.outcomes.push_back(one);
        else
            summary.convergence.push_back({columns[i].outcome, columns[i].design.draws, one});
    }
    correct_by_regression(store, outcomes, summary, threads);
    return summary;
}

}  // namespace ibtr::psa
