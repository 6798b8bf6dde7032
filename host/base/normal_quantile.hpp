#pragma once

namespace ibtr {

/// z with Phi(z) = 0.975: half-width of a 95 % interval in standard errors.
inline constexpr double z_975 = 1.959963984540054;

}  // namespace ibtr
