#include "weigh/draw_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ibtr/error.hpp"
#include "ibtr/parameter_sampler.hpp"

namespace ibtr::weigh {

DrawTable draws_of(const Model& model, std::uint32_t draws) {
    const ParameterSampler sampler(model, {DesignKind::monte_carlo, draws, 1}, model.seed);
    DrawTable table;
    for (const std::size_t parameter : sampler.drawn()) table.parameters.push_back(model.parameters[parameter].name);
    for (std::uint32_t d = 0; d < draws; ++d) {
        const Parameters drawn = sampler.draw(d);
        std::vector<double>& row = table.rows.emplace_back();
        for (const std::size_t parameter : sampler.drawn()) row.push_back(drawn.values()[parameter]);
    }
    return table;
}

DrawTable read_draws(const CsvTable& csv, std::optional<std::uint32_t> draws) {
    if (std::find(csv.header.begin(), csv.header.end(), "weight") != csv.header.end())
        throw UsageError(
            fmt::format("{}:1: has a column weight; draws of equal weight are needed, such as ibtr "
                        "marginals --draws writes",
                        csv.file));
    const std::size_t wanted = draws.value_or(static_cast<std::uint32_t>(csv.rows.size()));
    if (csv.rows.size() < wanted || wanted < 2)
        throw UsageError(
            fmt::format("{}: has {} draws; {} are asked for, and 2 are the fewest", csv.file, csv.rows.size(), wanted));
    DrawTable table{csv.header, {}};
    for (std::size_t d = 0; d < wanted; ++d) {
        std::vector<double>& row = table.rows.emplace_back();
        for (const std::string& field : csv.rows[d].fields) {
            const auto number = parse_number(field);
            if (!number) throw UsageError(fmt::format("{}:{}: '{}' is no number", csv.file, csv.rows[d].line, field));
            row.push_back(*number);
        }
    }
    return table;
}

}  // namespace ibtr::weigh
