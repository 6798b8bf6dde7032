#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ibtr::psa {

/// Sum of products, in four interleaved parts.
double dot(std::span<const double> a, std::span<const double> b);

/// Polynomials in the parameters of an analysis, orthonormal over its draws and orthogonal to a constant: what outcomes
/// are regressed on. A parameter enters by the normal scores of its values' ranks, so that its distribution plays no
/// part and no draw lies far from the others. In order, each step on top of those before it: all parameters; their
/// squares and cubes; products of two; products of a square and a parameter; everything of degree 4 in two parameters
/// (Hermite polynomials throughout). Steps that have more terms than are allowed are left out, and terms that follow
/// from others.
class ParameterBasis {
public:
    /// @param parameters by parameter, then draw; those that do not vary are left out @param draws the first ones, that
    /// count @param most_terms in all steps together
    ParameterBasis(const std::vector<std::vector<double>>& parameters, std::size_t draws, std::size_t most_terms);

    struct Step {
        std::size_t terms;  ///< up to this step
        /// By draw: what the residual of a regression on these terms is multiplied with to be the residual of one
        /// without the draw, 1 / (1 - leverage).
        std::vector<double> left_out;
    };
    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
    [[nodiscard]] std::span<const double> term(std::size_t k) const { return terms_[k]; }

private:
    using Column = std::vector<double>;
    void add(Column term);
    void end_step();

    std::size_t draws_;
    std::vector<Column> terms_;
    std::vector<double> leverage_;
    std::vector<Step> steps_;
};

}  // namespace ibtr::psa
