#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/design.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr {

/// The model with nothing uncertain but the named parameters: all others stay at their values. What ties named ones to
/// each other stays.
/// @throws UsageError where a name is no parameter with an uncertainty, or names only some of the shares of a whole
Model with_uncertainty_only_of(Model model, const std::vector<std::string>& names);

/// Draws parameter sets from a model's uncertainties. Draw d is a pure function of the model, the design, the seed and
/// d: any thread or process may make any draw in any order. Each parameter has a stream of random numbers
/// addressed by its name, so that adding, removing or moving others does not change it (under a Sobol' design the
/// dimension counts too: there, only parameters added at the end change no other).
class ParameterSampler {
public:
    /// @param economics whose numbers a draw has to be legal for, too
    /// @throws UsageError where the design does not fit: draws 0 or no multiple of replicates, too many dimensions.
    ParameterSampler(const Model& model, const Design& design, std::uint64_t seed,
                     std::optional<Economics> economics = {});
    ~ParameterSampler();
    ParameterSampler(ParameterSampler&&) noexcept;

    /// @throws UsageError naming draw, parameter and distribution where a value is not legal in the model.
    [[nodiscard]] Parameters draw(std::uint32_t number) const;
    /// Points that were not legal in the model and were left out before that of the draw (Design::leaves_out_illegal).
    [[nodiscard]] std::uint32_t left_out(std::uint32_t number) const;

    /// Parameters that are drawn, ascending; all others are fixed or follow from these.
    [[nodiscard]] const std::vector<std::size_t>& drawn() const;
    /// The drawn parameters in classes that are independent of each other: tied by a copula, shares of a whole, columns
    /// of the posterior table, or alone. Each ascending, in the order of their first members.
    [[nodiscard]] std::vector<std::vector<std::size_t>> independent_groups() const;
    /// Quantile of a drawn parameter's own distribution. @param probability in (0, 1)
    [[nodiscard]] double quantile_of(std::size_t parameter, double probability) const;
    /// What a drawn parameter comes from, in words.
    [[nodiscard]] std::string origin(std::size_t parameter) const;

private:
    struct State;
    /// A point's parameters, or why they are not legal.
    struct Point;
    [[nodiscard]] Point point(std::uint32_t number, std::uint32_t attempt) const;
    [[nodiscard]] Point first_legal(std::uint32_t number) const;
    /// Of these parameters those that are drawn, with their values and where they come from.
    [[nodiscard]] std::string drawn_among(const std::vector<std::string>& names,
                                          const std::vector<double>& values) const;
    [[nodiscard]] std::string causes_of(const std::string& violation, const std::vector<double>& values) const;

    std::unique_ptr<const State> state_;
};

/// Index of a drawn parameter. @param option the command-line option that names it, for the message
/// @throws UsageError where no drawn parameter has this name; the message lists those that there are
std::size_t drawn_parameter(const Model& model, const ParameterSampler& sampler, const std::string& option,
                            const std::string& name);

}  // namespace ibtr
