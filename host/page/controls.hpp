#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/study.hpp"

namespace ibtr::page {

/// A parameter that a reader moves.
struct Control {
    std::string key;                  ///< the parameter's name
    std::string label, section;       ///< for people
    std::string unit, source, note;   ///< as the config has them
    double value = 0;                 ///< of the base case
    double minimum = 0, maximum = 0;  ///< of the slider
    std::optional<double> low, high;  ///< 2.5 and 97.5 % points of the parameter's distribution
    std::optional<double> off;        ///< the value that switches a mechanism off
    bool logarithmic = false;         ///< the slider's scale
    bool assumption = false;          ///< no published source

    [[nodiscard]] nlohmann::ordered_json json() const;
};

/// What a page can move without compiling a table: hazard ratios, mechanisms and mixtures that change multipliers and
/// weights alone, tried by compiling the model at the ends of each slider and at all ends together.
struct MovableParameters {
    std::vector<Control> controls;
    std::vector<std::string> in_tables;  ///< hazard ratios and mechanisms whose values are compiled into tables
};
MovableParameters movable_parameters(const Study& study);

/// Shares that a config writes in place: of the levels of a factor that depends on no other, and of a case mix. As
/// controls of a page: value is a list, key what --set takes.
nlohmann::ordered_json share_controls(const Model& model);
/// The key of such shares; empty where they are parameters, or depend on other factors.
std::string share_key(const Factor& factor);
std::string share_key(const Model& model, std::size_t case_mix);

/// Parameters that hazard ratios, mixtures, case mixes and distributions of factors use, in themselves or by
/// expressions: indices in Model::parameters, ascending.
std::vector<std::size_t> parameters_of_multipliers_and_weights(const Model& model);

}  // namespace ibtr::page
