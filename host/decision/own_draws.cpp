#include "decision/own_draws.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ibtr/error.hpp"

namespace ibtr::decision {
namespace {

std::vector<double> numbers_of(const CsvTable& table) {
    std::vector<double> numbers;
    for (const CsvRow& row : table.rows)
        for (std::size_t column = 0; column < row.fields.size(); ++column) {
            const auto number = parse_number(row.fields[column]);
            if (!number)
                throw UsageError(
                    fmt::format("{}:{}: column {}: '{}' is no number; a table of draws holds a number of "
                                "each strategy in each row",
                                table.file, row.line, table.header[column], row.fields[column]));
            numbers.push_back(*number);
        }
    return numbers;
}

}  // namespace

OwnDraws own_draws(const CsvTable& effects, const CsvTable& costs) {
    if (effects.header != costs.header)
        throw UsageError(
            fmt::format("{} has the strategies {}, {} has {}; both need the same columns in the same order",
                        effects.file, fmt::join(effects.header, ", "), costs.file, fmt::join(costs.header, ", ")));
    if (effects.header.size() < 2)
        throw UsageError(fmt::format("{}: one strategy; a choice needs two or more columns", effects.file));
    if (effects.rows.size() != costs.rows.size())
        throw UsageError(fmt::format("{} has {} draws, {} has {}; rows belong together, one a draw", effects.file,
                                     effects.rows.size(), costs.file, costs.rows.size()));
    if (effects.rows.size() < 2)
        throw UsageError(fmt::format("{}: {} draws; two or more are needed", effects.file, effects.rows.size()));
    OwnDraws result{effects.header, {}};
    result.draws.strategies = effects.header.size();
    result.draws.effects = numbers_of(effects);
    result.draws.costs = numbers_of(costs);
    result.draws.effect_errors.assign(result.draws.effects.size(), 0.0F);
    result.draws.cost_errors = result.draws.effect_errors;
    return result;
}

StrategyIndex find_strategy(const OwnDraws& draws, const std::string& name) {
    const auto place = std::find(draws.strategies.begin(), draws.strategies.end(), name);
    if (place == draws.strategies.end())
        throw UsageError(
            fmt::format("--reference {}: no such strategy; there are {}", name, fmt::join(draws.strategies, ", ")));
    return StrategyIndex(static_cast<std::size_t>(place - draws.strategies.begin()));
}

}  // namespace ibtr::decision
