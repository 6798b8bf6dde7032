#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <thread>
#include <vector>

#include "core/exponential_reference.hpp"

namespace ibtr::core {
namespace {

TEST(ExponentialExhaustive, IsAccurateForEveryWord) {
    const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
    std::vector<double> worst(threads, 0.0);
    std::vector<std::thread> pool;
    for (unsigned t = 0; t < threads; ++t)
        pool.emplace_back([t, threads, &worst] {
            double largest = 0;
            for (std::uint64_t word = t; word < (std::uint64_t{1} << 32); word += threads)
                largest = std::max(largest, relative_error(static_cast<std::uint32_t>(word)));
            worst[t] = largest;
        });
    for (std::thread& thread : pool) thread.join();
    const double largest = *std::max_element(worst.begin(), worst.end());
    std::ostringstream text;
    text << largest;
    RecordProperty("largest_relative_error", text.str());
    EXPECT_LT(largest, tolerance);
    EXPECT_GT(largest, 0x1p-26) << "float32 cannot be that good: the reference is broken";
}

}  // namespace
}  // namespace ibtr::core
