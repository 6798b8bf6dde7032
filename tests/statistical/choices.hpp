#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>

namespace ibtr::test {

/// Numbers from raw words: the standard's distributions differ between libraries.
class Choices {
public:
    explicit Choices(std::uint64_t seed) : words_(seed) {}
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(words_() >> 11) % n; }
    bool happens(double probability) { return uniform(0, 1) < probability; }
    double uniform(double low, double high) {
        const double share = static_cast<double>(words_() >> 11) * 0x1p-53;
        return std::round((low + (high - low) * share) * 1e4) / 1e4;
    }
    double log_uniform(double low, double high) {
        const double share = static_cast<double>(words_() >> 11) * 0x1p-53;
        return std::round(low * std::pow(high / low, share) * 1e5) / 1e5;
    }

private:
    std::mt19937_64 words_;
};

}  // namespace ibtr::test
