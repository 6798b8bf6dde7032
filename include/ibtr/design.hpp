#pragma once

#include <cstdint>
#include <string>

namespace ibtr {

enum class DesignKind : std::uint8_t {
    monte_carlo,      ///< independent draws; their number need not be known beforehand
    latin_hypercube,  ///< each parameter's draws fall one into each of D / R equally likely slices
    sobol,            ///< Sobol' points (direction numbers of Joe and Kuo 2008) with a digital shift
};

/// How parameter draws are spread. The latter two fix the number of draws and consist of R independent
/// randomisations (replicates) of D / R draws each, from whose differences their error is estimated: draw d belongs to
/// replicate d / (D / R).
struct Design {
    DesignKind kind = DesignKind::monte_carlo;
    std::uint32_t draws = 0;
    std::uint32_t replicates = 1;  ///< divides draws; 1 for monte_carlo
    /// Of monte_carlo alone: a point that is not legal in the model is left out and another drawn in its place, which
    /// truncates the distributions to what is legal.
    bool leaves_out_illegal = false;
    bool operator==(const Design&) const = default;
};

/// Draws [begin, end).
struct DrawRange {
    std::uint32_t begin = 0, end = 0;
    bool operator==(const DrawRange&) const = default;
};

/// "mc", "lhs", "sobol"
const char* to_text(DesignKind kind);
/// @throws UsageError where there is no such design.
DesignKind design_kind(const std::string& text);

}  // namespace ibtr
