#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "base/run_folder.hpp"
#include "meta/meta.hpp"

namespace ibtr::studies {

/// All studies, done once.
struct StudiesReplicate {
    std::uint32_t number = 0;
    std::vector<std::optional<meta::Effect>> effects;  ///< by design
};

/// What the effects of a replicate follow from, beside its number.
struct ReplicatesOf {
    std::string config_hash;
    std::uint64_t seed = 0;
    std::string designs_digest;
};

inline constexpr const char* replicates_file = "replicates.csv";

/// replicates.csv: a row a replicate, in the order in which they were done.
std::string replicates_csv(const ReplicatesOf& origin, const std::vector<StudiesReplicate>& replicates,
                           std::size_t designs);
/// What an unfinished run has left. @throws UsageError where it is of another config, seed or design, or damaged
std::vector<StudiesReplicate> read_replicates(const CsvTable& table, const ReplicatesOf& origin, std::size_t designs);

/// Replicates of a run that is not finished, written to its folder every few seconds.
class ReplicateStore {
public:
    /// @param known replicates that the folder has already
    ReplicateStore(const RunFolder& folder, ReplicatesOf origin, std::size_t designs,
                   std::vector<StudiesReplicate> known);

    void keep(const StudiesReplicate& replicate);
    /// Whatever is new; nothing where nothing is.
    void write();
    /// Of a run that is finished.
    void remove() const;

private:
    const RunFolder* folder_;
    ReplicatesOf origin_;
    std::size_t designs_;
    std::vector<StudiesReplicate> replicates_;
    std::size_t written_;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace ibtr::studies
