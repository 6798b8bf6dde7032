#pragma once

#include <span>
#include <string>

#include "economics/costs_and_effects.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"

/// Costs and effects as the text of files and of tables for people.
namespace ibtr {

/// icer.csv: mean cost and effect of every strategy, its standing and ICER, with Monte Carlo errors.
std::string icer_csv(const Model& model, std::span<const CostsAndEffects> results);
/// net_benefit.csv: net benefit of every strategy at every willingness to pay.
std::string net_benefit_csv(const Model& model, std::span<const CostsAndEffects> results);

/// All women: mean life years, QALYs, cost and ICER of every strategy, cheapest first, a table a population; then the
/// best strategy at every willingness to pay.
std::string costs_and_effects_table(const Model& model, const Economics& economics,
                                    std::span<const CostsAndEffects> results);

/// "60,612": money to the unit.
std::string money(double value);
/// Of the strategies' names, for columns.
std::size_t longest_name(const Model& model);

}  // namespace ibtr
