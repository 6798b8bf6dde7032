#include "psa/database_files.hpp"

#include <sys/stat.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <string>

#include "ibtr/error.hpp"

namespace ibtr::psa {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_file(const fs::path& file, const std::string& why) {
    throw StorageError(file.string() + ": " + why +
                       ", which ibtr never makes: it is not opened; restore the run folder from a copy, or look where "
                       "it comes from");
}

/// The end of a journal that names a further file, as SQLite's file format has it.
constexpr std::array<unsigned char, 8> names_a_file{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};

bool names_further_file(const fs::path& journal) {
    std::ifstream file(journal, std::ios::binary);
    file.seekg(-static_cast<std::streamoff>(names_a_file.size()), std::ios::end);
    for (const unsigned char byte : names_a_file)
        if (file.get() != byte) return false;
    return true;
}

}  // namespace

void check_database_files(const fs::path& database) {
    const fs::path journal = database.string() + "-journal";
    for (const fs::path& file : {database, journal}) {
        struct stat there {};
        if (::lstat(file.c_str(), &there) != 0) continue;
        if (!S_ISREG(there.st_mode)) refuse_file(file, "is a link, folder or device");
        if (file == journal && there.st_nlink > 1) refuse_file(file, "is a file that has other names too");
    }
    for (const char* end : {"-wal", "-shm"})
        if (const fs::path file = database.string() + end; fs::exists(fs::symlink_status(file)))
            refuse_file(file, "is a write-ahead log");
    if (names_further_file(journal)) refuse_file(journal, "would have SQLite delete another file");
}

}  // namespace ibtr::psa
