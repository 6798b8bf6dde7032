#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "uncertainty/cholesky.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr {

/// Bits that drawn values are rounded to.
inline constexpr int value_bits = 40;

/// One coordinate of the unit cube and the parameter it decides.
struct Margin {
    std::size_t parameter;
    Distribution distribution;
};

/// Margins tied by a Gaussian copula.
struct CopulaGroup {
    std::vector<std::size_t> margins;
    Matrix lower;  ///< Cholesky factor of the correlations of their normal scores
};

/// Margins that are divided by their sum.
struct SharesGroup {
    std::vector<std::size_t> margins;
    double sample_size;
};

/// What a model says about uncertainty, laid out as coordinates.
class DrawingPlan {
public:
    explicit DrawingPlan(const Model& model);
    /// A name a coordinate.
    [[nodiscard]] std::vector<std::string> names(const Model& model) const;

    std::vector<Margin> margins;
    std::vector<CopulaGroup> copulas;
    std::vector<SharesGroup> shares;
    std::vector<std::size_t> drawn;

private:
    void add(const Model& model, const JointUncertainty& joint);
    [[nodiscard]] std::vector<std::size_t> margins_of(const std::vector<std::size_t>& parameters) const;
};

}  // namespace ibtr
