#include "base/parallel.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <stdexcept>

namespace ibtr::test {
namespace {

// Law: every index is worked on exactly once, on any number of threads.
TEST(ParallelFor, VisitsEveryIndexOnce) {
    for (const unsigned threads : {1U, 4U}) {
        std::vector<int> visits(1000, 0);
        parallel_for(visits.size(), threads, [&](std::size_t i) { ++visits[i]; });
        EXPECT_EQ(std::count(visits.begin(), visits.end(), 1), 1000);
    }
    parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(ParallelFor, RethrowsAFailureAndStops) {
    std::atomic<int> done{0};
    const auto work = [&](std::size_t i) {
        if (i == 10) throw std::runtime_error("ten");
        ++done;
    };
    EXPECT_THROW(parallel_for(1'000'000, 4, work), std::runtime_error);
    EXPECT_LT(done, 1'000'000 - 1);
}

// Law: an item is made only where none is free, and is never with two threads at once.
TEST(Pool, LendsWhatWasGivenBack) {
    Pool<std::unique_ptr<int>> pool;
    std::atomic<int> made{0};
    parallel_for(1000, 4, [&](std::size_t) {
        auto item = pool.borrow([&] {
            ++made;
            return std::make_unique<int>(0);
        });
        ++*item;
        pool.give_back(std::move(item));
    });
    EXPECT_LE(made, 4);
    int uses = 0;
    for (int k = 0; k < made; ++k) uses += *pool.borrow([] { return std::make_unique<int>(0); });
    EXPECT_EQ(uses, 1000);
}

}  // namespace
}  // namespace ibtr::test
