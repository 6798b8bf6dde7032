#include "cli/psa_numbers.hpp"

#include <fmt/format.h>

#include <charconv>

#include "cli/whole_number.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cli {

DrawRange shard_range(const std::string& text, std::uint32_t draws) {
    std::uint64_t i = 0, n = 0;
    const char* end = text.data() + text.size();
    const auto [slash, first_error] = std::from_chars(text.data(), end, i);
    if (first_error == std::errc{} && slash != end && *slash == '/') {
        const auto [rest, second_error] = std::from_chars(slash + 1, end, n);
        if (second_error == std::errc{} && rest == end && i >= 1 && i <= n && n <= draws)
            return {static_cast<std::uint32_t>((i - 1) * draws / n), static_cast<std::uint32_t>(i * draws / n)};
    }
    throw UsageError(fmt::format("--shard {}: expected i/n, shard i = 1 ... n of n, n at most the number of draws ({})",
                                 text, draws));
}

std::uint64_t parse_patients(const std::string& text) {
    std::uint64_t patients = 0;
    const std::string problem = read_whole_number(text, 1, patients);
    if (!problem.empty()) throw UsageError("--patients " + problem + "; auto is allowed too");
    return patients;
}

}  // namespace ibtr::cli
