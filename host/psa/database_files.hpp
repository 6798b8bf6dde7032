#pragma once

#include <filesystem>

namespace ibtr::psa {

/// Looks at the files of a database before SQLite does, which believes them. A rollback journal that names a further
/// file, as those of transactions over several databases do, has SQLite delete that file, wherever it is; a write-ahead
/// log replaces what the database says. This program makes neither.
/// @throws StorageError naming a file beside the database that is not one of its own
void check_database_files(const std::filesystem::path& database);

}  // namespace ibtr::psa
