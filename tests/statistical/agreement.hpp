#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model_under_test.hpp"

namespace ibtr::test {

/// Women a strategy of the program and of the plain simulation.
inline constexpr std::uint64_t women_compared = 200000;
/// False alarms of one model: 1e-6 for reference_agreement_test.cpp, split evenly over its models.
inline constexpr std::uint64_t models = 20, models_in_cycles = 12;
inline constexpr std::uint64_t models_with_clocks = 8;  ///< in continuous time, and as many in cycles
inline constexpr double alpha_a_model = 1e-6 / (models + models_in_cycles + 2 * models_with_clocks);

/// Counts comparisons that no chance explains, and keeps the largest z.
class Comparison {
public:
    Comparison(double alpha, double tolerance) : alpha_(alpha), tolerance_(tolerance) {}

    void add(const std::string& what, double deviation, double standard_error, double largest_weight);
    [[nodiscard]] const std::vector<std::string>& failures() const { return failures_; }
    [[nodiscard]] double largest_z() const { return largest_z_; }

private:
    double alpha_, tolerance_;
    std::vector<std::string> failures_;
    double largest_z_ = 0;
};

struct Verdict {
    Comparison program_exact, plain_exact, program_plain;
    std::size_t quantities = 0;
    [[nodiscard]] std::size_t failures() const {
        return program_exact.failures().size() + plain_exact.failures().size() + program_plain.failures().size();
    }
};

/// Compares three answers. `program` simulates, `plain` is simulated plainly, `truth` is solved exactly: the same
/// study, or one with a planted fault.
Verdict compare(const ModelUnderTest& program, const ModelUnderTest& plain, const ModelUnderTest& truth,
                std::uint64_t seed);

}  // namespace ibtr::test
