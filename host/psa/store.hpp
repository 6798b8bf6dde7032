#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ibtr/model.hpp"
#include "psa/analysis.hpp"
#include "psa/draw_row.hpp"
#include "psa/draw_set.hpp"
#include "psa/sqlite.hpp"

namespace ibtr::psa {

/// File name of the store within its run folder.
inline constexpr const char* store_file_name = "psa.sqlite";

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
    /// Opens a store. @throws StorageError where it is damaged, of another layout, or holds what no store holds
    static Store open(const std::filesystem::path& path, Check check = Check::everything);

    [[nodiscard]] const Analysis& analysis() const { return analysis_; }
    /// @throws StorageError where the columns of the draws are not these
    void require_quantities(const Model& model, const std::vector<Quantity>& outcomes) const;
    /// @throws StorageError where a draw of the range is missing
    void require_complete() const;
    /// @throws StorageError where the file was deleted or replaced
    void require_in_place() const { database_->require_in_place(); }

    /// Draws of the range that are not there yet: at most one stretch more than there are draws.
    [[nodiscard]] DrawSet missing() const;
    /// The draw with the highest number; nothing where there is none.
    [[nodiscard]] std::optional<DrawRecord> last() const;
    /// A draw; nothing where it is not there. @throws StorageError as for_each
    [[nodiscard]] std::optional<DrawRecord> find(std::uint32_t draw) const;
    /// One transaction.
    void append(std::span<const DrawRow> rows);
    /// Every draw in ascending order. @throws StorageError where a row has not its digest or not the analysis's shape
    void for_each(const std::function<void(const DrawRecord&)>& use) const;

private:
    explicit Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
    void check_structure() const;
    void read(const Statement& row, DrawRecord& record) const;
    [[nodiscard]] std::optional<DrawRecord> first_of(Statement rows) const;

    std::unique_ptr<Database> database_;  ///< where statements find it
    Analysis analysis_;
    DrawShape shape_;
    std::optional<Statement> insert_;  ///< compiled once
};

}  // namespace ibtr::psa
