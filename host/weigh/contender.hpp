#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/quantity.hpp"
#include "weigh/draw_table.hpp"
#include "weigh/explanations.hpp"
#include "weigh/interpolation.hpp"
#include "weigh/target_choice.hpp"

namespace ibtr::weigh {

/// An explanation with its model, and the values of its free parameters at which that is solved.
struct Contender {
    Explanation explanation;
    std::string config_hash;
    Model model;               ///< on the bins of draws
    std::vector<double> base;  ///< values of its parameters
    /// [draw's parameter]: its place among the model's; none where the explanation has another value than the config,
    /// which it then keeps.
    std::vector<std::optional<std::size_t>> drawn;
    std::vector<std::size_t> free;  ///< its free parameters
    std::vector<NodeScale> scales;  ///< parallel to free
    std::vector<Quantity> quantities;
    /// Values of the free parameters: at the nodes, the last parameter fastest, then between them.
    std::vector<std::vector<double>> points;
    std::size_t nodes = 0;  ///< points before those between

    /// All parameters in a draw, at a point. @throws UsageError where the model does not allow them
    [[nodiscard]] Parameters at(const std::vector<double>& draw, std::size_t point) const;
};

/// @param config of the command, which explanations without one of their own take
/// @throws ConfigError, UsageError naming the explanation and what it lacks
std::vector<Contender> make_contenders(const Contest& contest, const ConfigSource& source, const Model& config,
                                       const TargetChoice& choice, const DrawTable& draws);

}  // namespace ibtr::weigh
