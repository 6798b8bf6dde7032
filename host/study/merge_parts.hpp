#pragma once

#include <filesystem>
#include <vector>

#include "ibtr/study.hpp"
#include "report/run_files.hpp"

namespace ibtr {

/// A cohort joined from its parts.
struct MergedParts {
    Study study;
    Tallies tallies;
    std::uint64_t patients = 0;
    std::vector<PartOrigin> origins;  ///< by folder
};

/// Whether a run folder holds a part of a cohort.
bool holds_part(const std::filesystem::path& folder);

/// @param folders of `run --patient-range`, in any order
/// @throws UsageError where they do not fit together, StorageError
MergedParts merge_parts(const std::vector<std::filesystem::path>& folders);

}  // namespace ibtr
