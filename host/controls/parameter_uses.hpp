#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "ibtr/model.hpp"

namespace ibtr::controls {

/// What a parameter is for: the section of the page that it stands in.
inline constexpr const char *hazards_section = "Hazards", *ratios_section = "Hazard ratios",
                            *practice_section = "Practice", *case_mix_section = "Case mix",
                            *utilities_section = "Utilities", *costs_section = "Costs",
                            *discounting_section = "Discounting", *mechanisms_section = "Mechanisms",
                            *unused_section = "Published numbers that do not enter the solution";

/// The parameters that something depends on, by themselves or through expressions, each in the section of the first use
/// that was added.
class ParameterUses {
public:
    explicit ParameterUses(const Model& model) : model_(model) {}

    void add(const std::string& parameter, const char* section);
    void add(const Input& input, const char* section);
    void add(const std::vector<Input>& inputs, const char* section);
    /// Adds what the parameters of now are computed from.
    void add_through_expressions();

    [[nodiscard]] bool contains(std::size_t parameter) const { return sections_.contains(parameter); }
    /// @param parameter one that it contains
    [[nodiscard]] const char* section(std::size_t parameter) const { return sections_.at(parameter); }
    /// Indices in Model::parameters, ascending.
    [[nodiscard]] std::vector<std::size_t> parameters() const;

private:
    const Model& model_;
    std::map<std::size_t, const char*> sections_;
};

/// What the solution of a config depends on. The model must outlive the result.
ParameterUses uses_in_the_solution(const config::Node& document, const Model& model);

}  // namespace ibtr::controls
