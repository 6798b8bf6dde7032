#include "base/roots.hpp"

#include <boost/math/tools/toms748_solve.hpp>

namespace ibtr {

template <class Real>
std::optional<Real> find_root(const std::type_identity_t<std::function<Real(Real)>>& function, FunctionPoint<Real> low,
                              FunctionPoint<Real> high, RootTolerance tolerance) {
    if (low.value == 0) return low.x;
    if (high.value == 0) return high.x;
    if (!((low.value < 0 && high.value > 0) || (low.value > 0 && high.value < 0))) return std::nullopt;
    std::uintmax_t steps = tolerance.most_steps;
    const auto [a, b] = boost::math::tools::toms748_solve(
        function, low.x, high.x, low.value, high.value, boost::math::tools::eps_tolerance<Real>(tolerance.bits), steps);
    return (a + b) / 2;
}

template std::optional<double> find_root<double>(const std::function<double(double)>&, FunctionPoint<double>,
                                                 FunctionPoint<double>, RootTolerance);
template std::optional<long double> find_root<long double>(const std::function<long double(long double)>&,
                                                           FunctionPoint<long double>, FunctionPoint<long double>,
                                                           RootTolerance);

}  // namespace ibtr
