#include "engine/row_kernels.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "engine/choose.hpp"

namespace ibtr::test {

#if defined(__x86_64__)
const engine::RowKernels& row_kernels_contracted();
#endif

namespace {

using engine::PackedRows;
using engine::RowKernels;

/// From nothing over parts of every vector to several blocks of the widest, and more.
constexpr std::size_t largest = 150;

/// Rows of some size: counters, counts, and two arms whose curves rise.
struct Rows {
    explicit Rows(std::size_t rows) : size(rows) {
        std::mt19937_64 random(20270 + rows);
        for (std::vector<std::uint64_t>& edge : counters)
            for (std::size_t i = 0; i < size; ++i) {
                const std::uint64_t events = random() % 2000;
                edge.push_back((events << 32) + random() % (7 * events + 1));
            }
        std::uniform_real_distribution<double> uniform(0, 1);
        double at_risk = 0, of_interest = 0;
        for (std::size_t i = 0; i < size; ++i) {
            counts.push_back(static_cast<std::int32_t>(random() % 4001) - 2000);
            times.push_back(static_cast<std::int64_t>(random() % 4000000001) - 2000000000);
            const double events = (1 - at_risk) * uniform(random) / 20;
            at_risk += events;
            of_interest += events * uniform(random);
            ended.push_back(at_risk);
            events_of_interest.push_back(of_interest);
            for (std::vector<double>* numbers : {&events_a, &events_b, &time_a, &time_b, &widths, &offset})
                numbers->push_back(0.01 + uniform(random));
        }
    }

    std::size_t size;
    std::vector<std::uint64_t> counters[5];
    std::vector<std::int32_t> counts;
    std::vector<std::int64_t> times;
    std::vector<double> ended, events_of_interest, events_a, events_b, time_a, time_b, widths, offset;
};

/// What kernels make of rows, as bits.
class Results {
public:
    Results(const RowKernels& kernels, const Rows& rows) : kernels_(kernels), rows_(rows) {
        add_packed();
        add_weighted(kernels.add_counts, rows.counts);
        add_weighted(kernels.add_times, rows.times);
        std::vector<std::int32_t> counts = rows.counts;
        kernels.cumulate(counts.data(), counts.size());
        note(counts);
        make_curves();
        make_hazard_ratio();
    }
    [[nodiscard]] const std::vector<std::uint64_t>& bits() const { return bits_; }

private:
    template <class Number>
    void note(const std::vector<Number>& numbers) {
        for (const Number number : numbers)
            if constexpr (sizeof(Number) == 8)
                bits_.push_back(std::bit_cast<std::uint64_t>(number));
            else
                bits_.push_back(std::bit_cast<std::uint32_t>(number));
    }
    void add_packed() {
        const std::uint64_t* edges[5];
        for (std::size_t k = 0; k < 5; ++k) edges[k] = rows_.counters[k].data();
        for (const std::size_t plus : {0U, 1U, 5U})
            for (const std::size_t minus : {0U, 3U})
                for (const bool timed : {false, true}) {
                    std::vector<std::int32_t> events = rows_.counts;
                    std::vector<std::int64_t> half_ticks = rows_.times;
                    kernels_.add_packed({edges, plus}, {edges + 1, minus}, rows_.size, events.data(),
                                        timed ? half_ticks.data() : nullptr);
                    note(events);
                    note(half_ticks);
                }
    }
    template <class Add, class Number>
    void add_weighted(Add add, const std::vector<Number>& numbers) {
        const std::vector<Number> other(numbers.rbegin(), numbers.rend());
        for (const Number* second : {static_cast<const Number*>(nullptr), other.data()})
            for (const bool first : {true, false}) {
                std::vector<double> sum = rows_.ended;
                add({numbers.data(), second}, 0.3, first, sum.data(), sum.size());
                note(sum);
            }
    }
    void make_curves() {
        std::vector<double> result(rows_.size);
        kernels_.increments(rows_.ended.data(), 0.7, result.data(), rows_.size);
        note(result);
        kernels_.person_times({rows_.widths.data(), rows_.ended.data(), rows_.offset.data(), 0.7, 0.5}, result.data(),
                              rows_.size);
        note(result);
        for (const double fewest : {1e-14, 0.5}) {
            const bool right = kernels_.net_survival_steps(
                {rows_.ended.data(), rows_.events_of_interest.data(), fewest, 16}, result.data(), rows_.size);
            note(result);
            bits_.push_back(right ? 1 : 0);
        }
    }
    void make_hazard_ratio() {
        const std::size_t room = rows_.size + engine::risk_lanes;
        std::vector<double> r(room, 1), weighted_a(room), b(room), weighted_all(room);
        const engine::RiskTerms terms{r.data(), weighted_a.data(), b.data(), weighted_all.data()};
        kernels_.risk_terms({rows_.events_a.data(), rows_.events_b.data(), rows_.time_a.data(), rows_.time_b.data()},
                            terms, rows_.size);
        for (const auto* row : {&r, &weighted_a, &b, &weighted_all}) note(*row);
        const engine::RiskSums sums = kernels_.risk_sums(terms, 0.8, room / engine::risk_lanes * engine::risk_lanes);
        note(std::vector<double>{sums.a, sums.b, sums.squares, sums.cubes});
    }

    const RowKernels& kernels_;
    const Rows& rows_;
    std::vector<std::uint64_t> bits_;
};

// Law: rows are the same bits on every instruction set, whatever part of a vector their end fills.
TEST(RowKernels, AreTheSameOnEveryInstructionSet) {
    for (std::size_t size = 0; size <= largest; ++size) {
        const Rows rows(size);
        const Results expected(engine::row_kernels_baseline(), rows);
        for (const engine::UsableEngine& engine : engine::usable_engines())
            EXPECT_EQ(Results(engine.rows(), rows).bits(), expected.bits()) << engine.name << ", " << size;
    }
}

#if defined(__x86_64__)
// Planted: products and sums contracted, which the law above must see.
TEST(RowKernels, PlantedContractionShows) {
    if (!__builtin_cpu_supports("fma")) GTEST_SKIP() << "this processor cannot contract";
    const Rows rows(largest);
    EXPECT_NE(Results(row_kernels_contracted(), rows).bits(), Results(engine::row_kernels_baseline(), rows).bits());
}
#endif

// Law: rows of counters are sums over their edges, exactly, and events lie in the middle of their ticks.
TEST(RowKernels, AddCountersByTheirDefinition) {
    const Rows rows(largest);
    const std::uint64_t* edges[5];
    for (std::size_t k = 0; k < 5; ++k) edges[k] = rows.counters[k].data();
    std::vector<std::int32_t> events(largest, 5);
    std::vector<std::int64_t> half_ticks(largest, -3);
    engine::row_kernels().add_packed({edges, 3}, {edges + 3, 2}, largest, events.data(), half_ticks.data());
    for (std::size_t i = 0; i < largest; ++i) {
        std::int64_t expected_events = 5, expected_half_ticks = -3;
        for (std::size_t k = 0; k < 5; ++k) {
            const std::int64_t sign = k < 3 ? 1 : -1;
            const auto count = static_cast<std::int64_t>(edges[k][i] >> 32);
            const auto ticks = static_cast<std::int64_t>(edges[k][i] & 0xffffffff);
            expected_events += sign * count;
            expected_half_ticks += sign * (2 * ticks + count);
        }
        EXPECT_EQ(events[i], expected_events);
        EXPECT_EQ(half_ticks[i], expected_half_ticks);
    }
}

// Law: partial sums, exactly; whole numbers as doubles, exactly.
TEST(RowKernels, CumulateAndConvertExactly) {
    const Rows rows(largest);
    std::vector<std::int32_t> counts = rows.counts, expected(largest);
    engine::row_kernels().cumulate(counts.data(), largest);
    std::partial_sum(rows.counts.begin(), rows.counts.end(), expected.begin());
    EXPECT_EQ(counts, expected);
    std::vector<double> sum(largest);
    engine::row_kernels().add_times({rows.times.data(), nullptr}, 1, true, sum.data(), largest);
    for (std::size_t i = 0; i < largest; ++i) EXPECT_EQ(sum[i], static_cast<double>(rows.times[i]));
}

}  // namespace
}  // namespace ibtr::test
