#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace ibtr::psa {

class Statement;

/// An SQLite database held by this process alone until it is closed. What is opened may come from anywhere: its files
/// are looked at first (check_database_files), and nothing that its schema holds is executed.
class Database {
public:
    enum class Mode : std::uint8_t { create, open };

    /// @param page_bytes of a new database: a power of 2 from 512 to 65536
    /// @throws StorageError where the file cannot be opened, is no database, or another process holds it.
    Database(std::filesystem::path path, Mode mode, std::size_t page_bytes = 4096);
    ~Database();
    Database(Database&&) noexcept;

    /// Statements without results. @throws StorageError
    void execute(const char* sql);
    [[nodiscard]] Statement prepare(const char* sql);
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// @throws StorageError where the path no longer leads to the file that is open
    void require_in_place() const;
    /// @throws StorageError naming the file, what was being done and SQLite's reason.
    [[noreturn]] void fail(const std::string& doing) const;

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::filesystem::path path_;
    std::unique_ptr<sqlite3, Close> handle_;
    dev_t device_ = 0;
};

/// A compiled statement: bind from 1, step, read columns from 0.
class Statement {
public:
    Statement(const Database& database, sqlite3_stmt* handle) : database_(&database), handle_(handle) {}

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, double value);  ///< NaN becomes NULL
    Statement& bind(int index, const std::string& text);
    Statement& bind(int index, std::span<const std::byte> blob);
    Statement& bind_null(int index);

    /// @return whether there is a row
    bool step();
    void reset();
    void run() {
        step();
        reset();
    }
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] bool is_null(int column) const;
    [[nodiscard]] std::string text(int column) const;
    /// Valid until the next step.
    [[nodiscard]] std::span<const std::byte> blob(int column) const;

private:
    struct Finalise {
        void operator()(sqlite3_stmt* handle) const;
    };
    void check(int result) const;

    const Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalise> handle_;
};

}  // namespace ibtr::psa
