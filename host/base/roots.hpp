#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>

namespace ibtr {

/// When a root is close enough.
struct RootTolerance {
    int bits;                   ///< the ends of the last bracket differ by at most 2^(1 - bits) of their size
    std::uintmax_t most_steps;  ///< evaluations after which the bracket is taken as it is
};

/// A place and the function's value there.
template <class Real>
struct FunctionPoint {
    Real x, value;
};

/// A root of a continuous function between two places: Algorithm 748 (Alefeld, Potra and Shi 1995, ACM Trans Math Softw
/// 21:327-344). One of an odd number of roots, where there are several.
/// @return the middle of the last bracket; a place whose value is 0, the lower first; nothing where both values have
/// the same sign or one is undefined. Real is double or long double.
template <class Real>
std::optional<Real> find_root(const std::type_identity_t<std::function<Real(Real)>>& function, FunctionPoint<Real> low,
                              FunctionPoint<Real> high, RootTolerance tolerance);

/// The same for values that are not known yet.
template <class Real>
std::optional<Real> find_root(const std::type_identity_t<std::function<Real(Real)>>& function, Real low, Real high,
                              RootTolerance tolerance) {
    return find_root<Real>(function, FunctionPoint<Real>{low, function(low)}, FunctionPoint<Real>{high, function(high)},
                           tolerance);
}

}  // namespace ibtr
