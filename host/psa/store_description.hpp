#pragma once

#include <string>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/quantity.hpp"
#include "psa/analysis.hpp"
#include "psa/draw_row.hpp"
#include "psa/sqlite.hpp"

/// Everything that a store holds beside its draws (docs/psa.md, "The store").
namespace ibtr::psa {

/// XXH3-128 of everything that stands in the tables beside the draws, as 32 hex digits: what `analysis` holds of it.
std::string description_digest(Database& database);

/// Makes the tables and describes the analysis in them.
void write_description(Database& database, const Analysis& analysis, const Model& model,
                       const std::vector<Quantity>& outcomes);

struct Description {
    Analysis analysis;
    DrawShape shape;  ///< by the tables of parameters and outcomes
};
/// @throws StorageError where the database holds anything but a store's tables, one of another layout, or a description
/// that contradicts itself
Description read_description(Database& database);

/// @throws StorageError where the store's parameters and outcomes are not these, one after the other
void check_quantities(Database& database, const Model& model, const std::vector<Quantity>& outcomes);

}  // namespace ibtr::psa
