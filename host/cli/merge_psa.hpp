#pragma once

#include <filesystem>
#include <vector>

#include "cli/options.hpp"

namespace ibtr::cli {

/// Whether a run folder holds (a shard of) a probabilistic analysis.
bool holds_psa(const std::filesystem::path& folder);

/// Joins the shards of a probabilistic analysis: the same files as `ibtr psa` without --shard.
/// @throws UsageError where the shards do not fit together
void merge_psa(const std::vector<std::filesystem::path>& folders, const OutputOptions& output);

}  // namespace ibtr::cli
