/// Addresses and counters beyond 32 bits.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ibtr/config.hpp"
#include "model_under_test.hpp"
#include "tally/tally_part.hpp"

namespace ibtr::test {
namespace {

constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32;
constexpr std::uint64_t largest_cohort = std::uint64_t{1} << 42;  // index bits of an address

/// One cause of death with a constant hazard, one strategy; `strata` adds a factor of two equal levels.
Model mortal(unsigned batches, bool strata = false) {
    std::string text = R"(
schema = 1
name = "mortal"
horizon_years = 10.0
grid_per_year = 12
landmarks_years = [5, 10]
start_state = "alive"
reference_strategy = "care"
[[states]]
name = "alive"
[[states]]
name = "dead"
absorbing = true
[[strategies]]
name = "care"
[[transitions]]
name = "death"
from = "alive"
to = "dead"
clock = "time"
source = "assumption"
hazard = { family = "exponential", rate_per_year = 0.5 }
[endpoints]
death_other = ["death"]
)";
    if (strata)
        text +=
            "[[factors]]\nname = \"half\"\nlevels = [\"a\", \"b\"]\nprobabilities = [0.5, 0.5]\nsource = "
            "\"assumption\"\n";
    Model model = load_config_text(text, "mortal").model;
    model.batches = batches;
    return model;
}

Tallies simulate(const ModelUnderTest& study, std::uint64_t cohort, std::uint64_t begin, std::uint64_t women,
                 const std::string& backend = "cpp") {
    return study.simulate(study.plan(cohort, 1, {begin, begin + women}), backend);
}

/// Tick of death of each of 1,000 consecutive women, by batch: there is one woman in each of 1,000 batches.
/// No death before the horizon: the horizon's tick.
std::vector<double> ticks_of_death(const ModelUnderTest& study, std::uint64_t cohort, std::uint64_t begin) {
    const Tallies tallies = simulate(study, cohort, begin, 1000);
    const TallyShape& shape = tallies.shape;
    EXPECT_EQ(shape.batches, 1000U);
    EXPECT_EQ(shape.edges, 1U);
    const double ticks = std::ldexp(1, static_cast<int>(shape.tick_shift));
    std::vector<double> deaths(shape.batches, static_cast<double>(shape.bins) * ticks);
    for (std::size_t batch = 0; batch < shape.batches; ++batch)
        for (std::size_t interval = 0; interval < shape.interval_end_bins.size(); ++interval) {
            const std::size_t place = shape.coarse({.batch = batch, .interval = interval});
            EXPECT_LE(tallies.batch_counts[place], 1U);
            const double start = interval == 0 ? 0 : shape.interval_end_bins[interval - 1];
            if (tallies.batch_counts[place] == 1)
                deaths[batch] = start * ticks + static_cast<double>(tallies.batch_offsets[place]);
        }
    return deaths;
}

/// Ranges of 3,000 women that start at multiples of powers of two, and so share their lower address bits: if any upper
/// bit of the index were lost, two of the ranges would be the same women. Two batches divide every start: equal women
/// would give equal tallies, batches included.
TEST(Address, RangesThatDifferInOneUpperBitOnlyHoldOtherWomen) {
    const ModelUnderTest study(mortal(2));
    std::set<std::string> digests;
    std::size_t ranges = 0;
    const auto add = [&](std::uint64_t begin) {
        const Tallies tallies = simulate(study, largest_cohort, begin, 3000);
        EXPECT_EQ(tallies.patients[0] + tallies.patients[1], 3000U);
        digests.insert(tally_digest(tallies));
        ++ranges;
    };
    add(0);
    for (unsigned bit = 12; bit < 42; ++bit) add(std::uint64_t{1} << bit);
    add(two_to_32 + (std::uint64_t{1} << 40));
    add(3 * two_to_32);
    EXPECT_EQ(digests.size(), ranges);
}

/// Power of the test above: the same women do give the same digest.
TEST(Address, TheSameWomenHaveTheSameDigestInEveryCohortAndBackend) {
    const ModelUnderTest study(mortal(2));
    for (const std::uint64_t begin : {two_to_32 - 1000, std::uint64_t{1} << 40}) {
        const std::string digest = tally_digest(simulate(study, largest_cohort, begin, 3000));
        EXPECT_EQ(tally_digest(simulate(study, largest_cohort - 12345, begin, 3000)), digest);
        EXPECT_EQ(tally_digest(simulate(study, largest_cohort, begin, 3000, "omp")), digest);
        EXPECT_EQ(tally_digest(simulate(study, largest_cohort, begin, 3000, "tbb")), digest);
    }
}

TEST(Address, ARangeIsTheSumOfItsPartsAcrossTheBorderOf32Bits) {
    const ModelUnderTest study(mortal(50));
    for (const std::uint64_t middle : {two_to_32, std::uint64_t{1} << 40, 3 * two_to_32}) {
        const Tallies whole = simulate(study, largest_cohort, middle - 1000, 5000);
        EXPECT_EQ(
            [&] {
                std::uint64_t women = 0;
                for (const std::uint64_t n : whole.patients) women += n;
                return women;
            }(),
            5000U);
        for (const std::uint64_t cut :
             {std::uint64_t{1}, std::uint64_t{999}, std::uint64_t{1000}, std::uint64_t{1001}, std::uint64_t{4321}}) {
            Tallies parts = simulate(study, largest_cohort, middle - 1000, cut);
            parts.add(simulate(study, largest_cohort, middle - 1000 + cut, 5000 - cut));
            EXPECT_EQ(tally_digest(parts), tally_digest(whole)) << middle << ", cut " << cut;
        }
    }
}

/// Law: women are independent, so deaths of pairs of women (i, i + distance) share a tick with probability at most that
/// of the densest tick, 0.5 / 12 / 2^tick_shift, and have correlation 0 with standard error 1 / sqrt(pairs). Size:
/// 1,000 pairs a distance. Alpha: |z| < 4.9 (1e-6 each); at most 40 equal ticks (mean below 1: Poisson tail below
/// 1e-40). Lost upper bits would give 1,000 equal ticks and correlation 1.
TEST(Address, WomenWithTheSameLowerBitsAreIndependent) {
    const ModelUnderTest study(mortal(1000));
    const std::uint64_t begin = 4'000'000;
    const std::vector<double> here = ticks_of_death(study, largest_cohort, begin);
    const double horizon = *std::max_element(here.begin(), here.end());
    for (const std::uint64_t distance : {two_to_32, 2 * two_to_32, 1000 * two_to_32, 1023 * two_to_32}) {
        const std::uint64_t start = begin + distance;
        const std::vector<double> by_batch =
            ticks_of_death(study, largest_cohort, start);  // batch: number modulo 1,000
        std::vector<double> there(1000);
        for (std::uint64_t i = 0; i < 1000; ++i) there[i] = by_batch[(start + i) % 1000];
        double equal = 0, sum_xy = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_yy = 0;
        for (std::size_t i = 0; i < 1000; ++i) {
            const double x = here[i], y = there[i];
            equal += x == y && x < horizon ? 1 : 0;
            sum_x += x, sum_y += y, sum_xy += x * y, sum_xx += x * x, sum_yy += y * y;
        }
        const double covariance = sum_xy / 1000 - sum_x / 1000 * sum_y / 1000;
        const double correlation = covariance / std::sqrt((sum_xx / 1000 - std::pow(sum_x / 1000, 2)) *
                                                          (sum_yy / 1000 - std::pow(sum_y / 1000, 2)));
        EXPECT_LE(equal, 40) << distance;
        EXPECT_LT(std::abs(correlation) * std::sqrt(1000), 4.9) << distance;
    }
    // Power: the same women again.
    EXPECT_EQ(ticks_of_death(study, largest_cohort, begin), here);
    EXPECT_GT(std::set<double>(here.begin(), here.end()).size(), 500U);
}

/// Death within ten years beyond 2^32 and 2^40 is as frequent as anywhere. Law: binomial, p = 1 - exp(-5).
/// Size 200,000; |z| < 4.9 (1e-6).
TEST(Address, WomenBeyond32BitsFollowTheModel) {
    const ModelUnderTest study(mortal(50));
    const double p = -std::expm1(-2.5);  // by five years
    for (const std::uint64_t begin : {two_to_32 - 100000, (std::uint64_t{1} << 40) + 77, largest_cohort - 200000}) {
        const Tallies tallies = simulate(study, largest_cohort, begin, 200000);
        std::uint64_t deaths = 0;
        for (std::size_t bin = 0; bin < 60; ++bin) deaths += tallies.counts[tallies.shape.fine({.bin = bin})];
        const double z = (static_cast<double>(deaths) - 200000 * p) / std::sqrt(200000 * p * (1 - p));
        EXPECT_LT(std::abs(z), 4.9) << begin;
    }
}

/// The second stratum starts in the middle of the cohort; its women beyond index 2^32 are neither those of the first
/// stratum nor those with the same lower bits.
TEST(Address, StrataAndUpperIndexBitsDoNotMeet) {
    const ModelUnderTest study(mortal(2, true));
    const std::uint64_t cohort = std::uint64_t{1} << 41, half = cohort / 2;
    ASSERT_EQ(study.plan(cohort, 1).allocation(), (std::vector<std::uint64_t>{half, half}));
    std::set<std::string> digests;
    std::size_t ranges = 0;
    for (const std::uint64_t stratum : {std::uint64_t{0}, half})
        for (const std::uint64_t index : {std::uint64_t{0}, two_to_32, 2 * two_to_32, 64 * two_to_32}) {
            digests.insert(tally_digest(simulate(study, cohort, stratum + index, 3000)));
            ++ranges;
        }
    EXPECT_EQ(digests.size(), ranges);
    // Across the border of the strata: the sum of both sides.
    const Tallies whole = simulate(study, cohort, half - 1000, 2500);
    Tallies parts = simulate(study, cohort, half - 1000, 1000);
    parts.add(simulate(study, cohort, half, 1500));
    EXPECT_EQ(tally_digest(parts), tally_digest(whole));
}

/// A plan names every woman once, whatever the range: items are disjoint, whole, and within one span of 2^32 indices.
TEST(Address, ItemsCoverARangeAcrossTheBorderExactlyOnce) {
    const ModelUnderTest study(mortal(50));
    const std::uint64_t begin = two_to_32 - 1500;
    const WorkPlan plan(study.model, study.population, study.graph, largest_cohort, 1, 0, {begin, begin + 3000}, 16);
    std::set<std::uint64_t> indices;
    for (std::uint64_t number = 0; number < plan.items(); ++number) {
        const WorkItem item = plan.item(number);
        for (std::uint64_t k = 0; k < item.count; ++k) {
            const std::uint64_t index = item.first_index + k * study.model.batches;
            EXPECT_TRUE(indices.insert(index).second);
            EXPECT_EQ(index % study.model.batches, item.batch);
            EXPECT_EQ(index >> 32, item.first_index >> 32);
        }
    }
    EXPECT_EQ(indices.size(), 3000U);
    EXPECT_EQ(*indices.begin(), begin);
    EXPECT_EQ(*indices.rbegin(), begin + 2999);
}

/// The tallies of a simulation, every woman counted `times` times.
Tallies scaled(Tallies tallies, std::uint64_t times) {
    for (auto* numbers :
         {&tallies.counts, &tallies.offsets, &tallies.batch_counts, &tallies.batch_offsets, &tallies.patients})
        for (std::uint64_t& number : *numbers) number *= times;
    return tallies;
}

std::uint64_t largest(const Tallies& tallies) {
    std::uint64_t most = 0;
    for (const auto* numbers :
         {&tallies.counts, &tallies.offsets, &tallies.batch_counts, &tallies.batch_offsets, &tallies.patients})
        most = std::max(most, *std::max_element(numbers->begin(), numbers->end()));
    return most;
}

/// Sum of all offsets in half ticks (an event lies mid-tick): no sum that an estimator forms is larger.
std::uint64_t half_ticks(const Tallies& tallies) {
    std::uint64_t fine = 0, coarse = 0;
    for (std::size_t i = 0; i < tallies.counts.size(); ++i) fine += 2 * tallies.offsets[i] + tallies.counts[i];
    for (std::size_t i = 0; i < tallies.batch_counts.size(); ++i)
        coarse += 2 * tallies.batch_offsets[i] + tallies.batch_counts[i];
    return std::max(fine, coarse);
}

void expect_equal(double a, double b, const std::string& what) {
    if (std::isnan(a))
        EXPECT_TRUE(std::isnan(b)) << what;
    else
        EXPECT_NEAR(a, b, 1e-9 * std::max(1.0, std::abs(a))) << what;
}

/// Fractions and their jackknife errors do not depend on a common factor of all counts. Factors put counters above
/// 2^32, and sums of half ticks as near 2^63 as they go: the estimator adds in signed 64 bits. The largest cohort, 2^42
/// women, can come to 2^42 * 2^15 * 2 = 2^58.
TEST(Counters, EstimatesOfHugeCountersAreThoseOfSmallOnes) {
    const ModelUnderTest study(
        load_config({std::string(IBTR_CONFIGS) + "/illness_death.toml", {"patients=5000"}}).model);
    const Tallies small = study.simulate(study.plan(5000, 1));
    const Estimates expected = study.estimate(small);
    const std::uint64_t most = (std::uint64_t{1} << 63) - 1;
    for (const std::uint64_t times : {two_to_32 + 12345, most / half_ticks(small)}) {
        const Tallies huge = scaled(small, times);
        ASSERT_GT(largest(huge), two_to_32);
        const Estimates estimates = study.estimate(huge);
        ASSERT_EQ(estimates.curves.size(), expected.curves.size());
        for (std::size_t i = 0; i < estimates.curves.size(); ++i) {
            const CurvePoint &a = expected.curves[i], &b = estimates.curves[i];
            const std::string what = label(study, a.strategy, a.endpoint, a.bin(study.model.grid_per_year));
            expect_equal(a.estimate.value, b.estimate.value, what);
            expect_equal(a.estimate.mc_se, b.estimate.mc_se, what);
            expect_equal(a.estimate.ci_low, b.estimate.ci_low, what);
            expect_equal(a.estimate.ci_high, b.estimate.ci_high, what);
            expect_equal(a.at_risk, b.at_risk / static_cast<double>(times), what);
        }
        ASSERT_EQ(estimates.contrasts.size(), expected.contrasts.size());
        for (std::size_t i = 0; i < estimates.contrasts.size(); ++i) {
            expect_equal(expected.contrasts[i].estimate.value, estimates.contrasts[i].estimate.value, "contrast");
            expect_equal(expected.contrasts[i].estimate.mc_se, estimates.contrasts[i].estimate.mc_se, "contrast");
        }
    }
}

/// Every counter gets a number of its own.
Tallies numbered(const TallyShape& shape, std::uint64_t first) {
    Tallies tallies(shape);
    std::uint64_t next = first;
    for (auto* numbers :
         {&tallies.counts, &tallies.offsets, &tallies.batch_counts, &tallies.batch_offsets, &tallies.patients})
        for (std::uint64_t& number : *numbers) number = next++;
    return tallies;
}

TEST(Counters, SumsAreExactUpTo64Bits) {
    const ModelUnderTest study(mortal(50));
    const TallyShape shape = study.plan(1000, 1).shape();
    for (const std::uint64_t first :
         {two_to_32 - 1000, (std::uint64_t{1} << 53) - 1000, (std::uint64_t{1} << 63) - 1000000}) {
        Tallies sum = numbered(shape, first);
        const Tallies other = numbered(shape, 3);
        sum.add(numbered(shape, first - 7));
        sum.add(other);
        std::uint64_t next = 0;
        for (const auto* numbers : {&sum.counts, &sum.offsets, &sum.batch_counts, &sum.batch_offsets, &sum.patients})
            for (const std::uint64_t number : *numbers) {
                ASSERT_EQ(number, 2 * first - 4 + 3 * next);
                ++next;
            }
        EXPECT_GT(next, 5U * 50U);
        EXPECT_LT(3 * next, 1000000U);
    }
}

/// Parts keep all 64 bits, and so does their digest: counters that differ in the top bit only are told apart.
TEST(Counters, PartsKeepEveryBit) {
    const ModelUnderTest study(mortal(50));
    const TallyShape shape = study.plan(1000, 1).shape();
    for (const std::uint64_t first :
         {two_to_32 - 1000, (std::uint64_t{1} << 63) - 1000, std::numeric_limits<std::uint64_t>::max() - 1000000}) {
        const TallyPart part{"config",
                             "tables",
                             std::numeric_limits<std::uint64_t>::max(),
                             largest_cohort,
                             {two_to_32 - 1, (std::uint64_t{1} << 40) + 1},
                             numbered(shape, first)};
        const TallyPart back = decode_part(encode_part(part), "tallies.part");
        EXPECT_EQ(back.seed, part.seed);
        EXPECT_EQ(back.patients, part.patients);
        EXPECT_EQ(back.range, part.range);
        EXPECT_EQ(back.tallies.shape, part.tallies.shape);
        EXPECT_EQ(back.tallies.counts, part.tallies.counts);
        EXPECT_EQ(back.tallies.offsets, part.tallies.offsets);
        EXPECT_EQ(back.tallies.batch_counts, part.tallies.batch_counts);
        EXPECT_EQ(back.tallies.batch_offsets, part.tallies.batch_offsets);
        EXPECT_EQ(back.tallies.patients, part.tallies.patients);

        Tallies changed = part.tallies;
        changed.counts.back() ^= std::uint64_t{1} << 63;
        EXPECT_NE(tally_digest(changed), tally_digest(part.tallies));
        EXPECT_EQ(tally_digest(back.tallies), tally_digest(part.tallies));
    }
}

/// Parts of a cohort larger than 2^32 women join to the whole.
TEST(Counters, PartsAcrossTheBorderOf32BitsJoin) {
    const ModelUnderTest study(mortal(50));
    const std::uint64_t cohort = two_to_32 + 3000;
    // Women before the last 5,000 are stood for by their number alone.
    TallyShape shape = study.plan(cohort, 1).shape();
    Tallies first(shape);
    first.patients.assign(first.patients.size(), (cohort - 5000) / first.patients.size());
    first.counts.front() = cohort / 3;
    std::vector<TallyPart> parts;
    parts.push_back(
        {"config", "tables", 1, cohort, {cohort - 5000, cohort}, simulate(study, cohort, cohort - 5000, 5000)});
    parts.push_back({"config", "tables", 1, cohort, {0, cohort - 5000}, first});
    Tallies sum = first;
    sum.add(parts.front().tallies);
    PartMerger merger;
    for (TallyPart& part : parts) merger.add(std::move(part), "part");
    const TallyPart whole = merger.take();
    EXPECT_EQ(whole.range, (PatientRange{0, cohort}));
    EXPECT_EQ(tally_digest(whole.tallies), tally_digest(sum));
    EXPECT_GT(whole.tallies.counts.front(), two_to_32 / 3);
}

}  // namespace
}  // namespace ibtr::test
