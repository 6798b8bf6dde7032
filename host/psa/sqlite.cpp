#include "psa/sqlite.hpp"

#include <sqlite3.h>

#include <utility>

#include "ibtr/error.hpp"

namespace ibtr::psa {

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close(handle);
}

void Statement::Finalise::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}

Database::Database(std::filesystem::path path, Mode mode) : path_(std::move(path)) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(path_.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (result != SQLITE_OK) fail("cannot open");
    // A rollback journal: appended rows are written once, network file systems are fine, nothing is left at close.
    // FULL: a transaction is on the disk before it counts.
    execute("PRAGMA page_size = 8192");
    execute("PRAGMA locking_mode = EXCLUSIVE");
    execute("PRAGMA journal_mode = DELETE");
    execute("PRAGMA synchronous = FULL");
    execute("BEGIN EXCLUSIVE; COMMIT");
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

void Database::fail(const std::string& doing) const {
    const int code = handle_ ? sqlite3_errcode(handle_.get()) : SQLITE_NOMEM;
    std::string reason = handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory";
    if (code == SQLITE_BUSY) reason = "another process is using it";
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        reason = "damaged, or no database; restore it from a copy or start the analysis again";
    if (code == SQLITE_FULL) reason = "no space left; make room and continue with `ibtr psa --resume`";
    throw StorageError(path_.string() + ": " + doing + ": " + reason);
}

void Database::execute(const char* sql) {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("cannot use");
}

Statement Database::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) fail("cannot use");
    return {*this, statement};
}

void Statement::check(int result) const {
    if (result != SQLITE_OK) database_->fail("cannot use");
}

Statement& Statement::bind(int index, std::int64_t value) {
    check(sqlite3_bind_int64(handle_.get(), index, value));
    return *this;
}

Statement& Statement::bind(int index, double value) {
    check(sqlite3_bind_double(handle_.get(), index, value));
    return *this;
}

Statement& Statement::bind(int index, const std::string& text) {
    check(sqlite3_bind_text64(handle_.get(), index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind(int index, std::span<const std::byte> blob) {
    check(sqlite3_bind_blob64(handle_.get(), index, blob.data(), blob.size(), SQLITE_STATIC));
    return *this;
}

Statement& Statement::bind_null(int index) {
    check(sqlite3_bind_null(handle_.get(), index));
    return *this;
}

bool Statement::step() {
    const int result = sqlite3_step(handle_.get());
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) database_->fail("cannot read or write");
    return false;
}

void Statement::reset() {
    check(sqlite3_reset(handle_.get()));
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::text(int column) const {
    const unsigned char* text = sqlite3_column_text(handle_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text), size);
}

std::span<const std::byte> Statement::blob(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(handle_.get(), column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

}  // namespace ibtr::psa
