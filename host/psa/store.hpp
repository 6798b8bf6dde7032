#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ibtr/design.hpp"
#include "ibtr/model.hpp"
#include "psa/outcomes.hpp"
#include "psa/sqlite.hpp"

namespace ibtr::psa {

/// File name of the store within its run folder.
inline constexpr const char* store_file_name = "psa.sqlite";

/// What an analysis is: two stores of the same analysis hold the same rows.
struct Analysis {
    std::string config_text, config_hash;
    std::uint64_t seed = 0, patients = 0;  ///< patients per draw
    Design design;
    std::string version;
    DrawRange range;  ///< draws that this store is for: all of the design's, or those of one shard
    Selection selection = {};
    std::optional<double> pilot_optimal_patients = {};  ///< n* by which `patients` was chosen, where it was
};

/// Where two analyses differ, as "seed: 1 there, 2 here" for the first difference; empty where they are the same.
std::string difference(const Analysis& stored, const Analysis& wanted);

/// All that is kept of one draw.
struct DrawRecord {
    std::uint32_t draw = 0;
    std::vector<double> parameters;  ///< in the order of Model::parameters
    std::vector<double> outcomes;
    std::vector<float> half_differences;  ///< see DrawOutcomes
    std::string tally_digest;             ///< 32 hex digits

    /// XXH3-128 of the draw, the parameters, outcomes, half differences (little-endian) and tally digest.
    [[nodiscard]] std::string digest() const;
};

/// Results of a probabilistic analysis, or of one shard of it, on disk (docs/psa.md, "The store"): draws are added in
/// transactions that are on the disk before they count, so that a process or machine that stops loses unfinished
/// transactions only.
class Store {
public:
    /// @throws StorageError
    static Store create(const std::filesystem::path& path, const Analysis& analysis, const Model& model,
                        const std::vector<Quantity>& outcomes);
    /// How much is read before anything is believed.
    enum class Check : std::uint8_t {
        everything,   ///< SQLite's structures and the digest of every row
        description,  ///< all but the draws, whose digests for_each looks at
    };
    /// Opens a store. @throws StorageError where it is damaged or of another layout
    static Store open(const std::filesystem::path& path, Check check = Check::everything);

    [[nodiscard]] const Analysis& analysis() const { return analysis_; }
    /// Draws of the range that are not there yet, ascending.
    [[nodiscard]] std::vector<std::uint32_t> missing() const;
    /// One transaction.
    void append(std::span<const DrawRecord> records);
    /// Every draw in ascending order. @throws StorageError where a row does not have its digest
    void for_each(const std::function<void(const DrawRecord&)>& use) const;

private:
    explicit Store(Database database) : database_(std::move(database)) {}
    void check_structure() const;

    mutable Database database_;
    Analysis analysis_;
};

}  // namespace ibtr::psa
