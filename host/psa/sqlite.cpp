#include "psa/sqlite.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <utility>

#include "ibtr/error.hpp"
#include "psa/database_files.hpp"

namespace ibtr::psa {

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close(handle);
}

void Statement::Finalise::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}

Database::Database(std::filesystem::path path, Mode mode, std::size_t page_bytes) : path_(std::move(path)) {
    check_database_files(path_);
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(path_.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (result != SQLITE_OK) fail("cannot open");
    for (const auto& [setting, value] :
         {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1}, std::pair{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
          std::pair{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, std::pair{SQLITE_DBCONFIG_ENABLE_VIEW, 0}})
        if (sqlite3_db_config(handle, setting, value, nullptr) != SQLITE_OK) fail("cannot open");
    execute("PRAGMA cell_size_check = ON");
    // A rollback journal: appended rows are written once, network file systems are fine, nothing is left at close.
    // FULL: a transaction is on the disk before it counts.
    execute(("PRAGMA page_size = " + std::to_string(page_bytes)).c_str());
    // Half a MiB, in KiB: rows are added or read once, and a page is written while it is in the processor's cache.
    execute("PRAGMA cache_size = -512");
    execute("PRAGMA locking_mode = EXCLUSIVE");
    execute("PRAGMA journal_mode = DELETE");
    execute("PRAGMA synchronous = FULL");
    execute("BEGIN EXCLUSIVE; COMMIT");
    struct stat there {};
    if (::stat(path_.c_str(), &there) == 0) device_ = there.st_dev;
    require_in_place();
}

Database::~Database() = default;
Database::Database(Database&&) noexcept = default;

void Database::fail(const std::string& doing) const {
    const int code = handle_ ? sqlite3_errcode(handle_.get()) : SQLITE_NOMEM;
    std::string reason = handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory";
    if (code == SQLITE_BUSY) reason = "another process is using it; wait for its end";
    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        reason = "damaged, or no database; restore it from a copy or start the analysis again";
    if (code == SQLITE_FULL) reason = "no space left; make room and continue with `ibtr psa --resume`";
    throw StorageError(path_.string() + ": " + doing + ": " + reason);
}

void Database::require_in_place() const {
    // SQLite compares the numbers of the files, which two file systems may share.
    int moved = 0;
    struct stat there {};
    if (sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved == 0 &&
        ::stat(path_.c_str(), &there) == 0 && there.st_dev == device_)
        return;
    throw StorageError(path_.string() +
                       ": deleted or replaced while in use: what is stored there now is not of this analysis; start it "
                       "again");
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

double Statement::real(int column) const {
    return sqlite3_column_double(handle_.get(), column);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
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
