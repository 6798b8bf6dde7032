#pragma once

#include <filesystem>
#include <vector>

#include "ibtr/model.hpp"
#include "psa/outcomes.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Whether a run folder holds (a shard of) a probabilistic analysis.
bool holds_store(const std::filesystem::path& folder);

/// The analysis that shards are parts of, once all of them are there and complete.
/// @param shards stores, in any order
/// @throws UsageError where shards are of different analyses, unfinished, or leave gaps or overlap; StorageError
Analysis whole_of(const std::vector<std::filesystem::path>& shards);

/// Adds every draw of every shard to a new store.
/// @param outcomes of the analysis and its model @throws StorageError where a shard's are not these
void copy_draws(const std::vector<std::filesystem::path>& shards, const Model& model,
                const std::vector<Quantity>& outcomes, Store& whole);

}  // namespace ibtr::psa
