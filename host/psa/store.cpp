#include "psa/store.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

#include "ibtr/error.hpp"
#include "psa/page_size.hpp"
#include "psa/store_description.hpp"

namespace ibtr::psa {
namespace {

/// A transaction that is rolled back where it is not committed.
class Transaction {
public:
    explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }
    ~Transaction() {
        if (committed_) return;
        try {
            database_.execute("ROLLBACK");
        } catch (const StorageError&) {  // SQLite has rolled back by itself, as it does on a full disk
        }
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() {
        database_.execute("COMMIT");
        committed_ = true;
    }

private:
    Database& database_;
    bool committed_ = false;
};

constexpr const char* all_columns = "SELECT draw, numbers, tally_digest, digest FROM draws ";

}  // namespace

Store Store::create(const std::filesystem::path& path, const Analysis& analysis, const Model& model,
                    const std::vector<Quantity>& outcomes) {
    const DrawShape shape{model.parameters.size(), outcomes.size()};
    const Pages pages = pages_for(shape.bytes(), analysis.range.end - analysis.range.begin);
    Store store(std::make_unique<Database>(path, Database::Mode::create, pages.page_bytes));
    store.analysis_ = analysis;
    store.shape_ = shape;
    Transaction transaction(*store.database_);
    write_description(*store.database_, analysis, model, outcomes);
    transaction.commit();
    return store;
}

void Store::check_structure() const {
    Statement check = database_->prepare("PRAGMA integrity_check");
    if (check.step() && check.text(0) == "ok") return;
    throw StorageError(database_->path().string() + ": damaged (" + check.text(0) +
                       "); restore it from a copy or start the analysis again");
}

Store Store::open(const std::filesystem::path& path, Check check) {
    Store store(std::make_unique<Database>(path, Database::Mode::open));
    Description description = read_description(*store.database_);
    store.analysis_ = std::move(description.analysis);
    store.shape_ = description.shape;
    if (check == Check::description) return store;
    store.check_structure();
    store.for_each([](const DrawRecord&) {});
    return store;
}

void Store::require_quantities(const Model& model, const std::vector<Quantity>& outcomes) const {
    check_quantities(*database_, model, outcomes);
}

void Store::require_complete() const {
    const DrawSet absent = missing();
    if (absent.empty()) return;
    throw StorageError(fmt::format("{} lacks {} of its draws, draw {} first: continue it with `ibtr psa --resume`",
                                   database_->path().string(), absent.size(), absent.front()));
}

DrawSet Store::missing() const {
    DrawSet missing;
    Statement row = database_->prepare("SELECT draw FROM draws WHERE draw >= ? AND draw < ? ORDER BY draw");
    row.bind(1, std::int64_t{analysis_.range.begin}).bind(2, std::int64_t{analysis_.range.end});
    std::uint32_t next = analysis_.range.begin;
    while (row.step()) {
        const auto stored = static_cast<std::uint32_t>(row.integer(0));
        missing.append({next, stored});
        next = stored + 1;
    }
    missing.append({next, analysis_.range.end});
    return missing;
}

std::optional<DrawRecord> Store::last() const {
    return first_of(database_->prepare((all_columns + std::string("ORDER BY draw DESC LIMIT 1")).c_str()));
}

std::optional<DrawRecord> Store::find(std::uint32_t draw) const {
    Statement row = database_->prepare((all_columns + std::string("WHERE draw = ?")).c_str());
    row.bind(1, std::int64_t{draw});
    return first_of(std::move(row));
}

std::optional<DrawRecord> Store::first_of(Statement rows) const {
    if (!rows.step()) return std::nullopt;
    DrawRecord record;
    read(rows, record);
    return record;
}

void Store::append(std::span<const DrawRow> rows) {
    database_->require_in_place();
    if (!insert_) insert_ = database_->prepare("INSERT INTO draws VALUES(?, ?, ?, ?)");
    Transaction transaction(*database_);
    for (const DrawRow& row : rows) {
        if (row.numbers.size() != shape_.bytes()) throw std::logic_error("a draw of another analysis");
        insert_->bind(1, std::int64_t{row.draw})
            .bind(2, row.numbers)
            .bind(3, row.tally_digest)
            .bind(4, row.digest)
            .run();
    }
    transaction.commit();
}

void Store::read(const Statement& row, DrawRecord& record) const {
    const std::int64_t draw = row.integer(0);
    const bool in_range = draw >= analysis_.range.begin && draw < analysis_.range.end;
    const DrawRowView view(static_cast<std::uint32_t>(draw), row.blob(1), row.blob(2), row.blob(3));
    if (in_range && read_row(view, shape_, record)) return;
    throw StorageError(fmt::format("{}: draw {} is damaged; restore the file from a copy or start the analysis again",
                                   database_->path().string(), draw));
}

void Store::for_each(const std::function<void(const DrawRecord&)>& use) const {
    Statement row = database_->prepare((all_columns + std::string("ORDER BY draw")).c_str());
    DrawRecord record;
    while (row.step()) {
        read(row, record);
        use(record);
    }
}

}  // namespace ibtr::psa
