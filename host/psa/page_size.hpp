#pragma once

#include <cstddef>
#include <cstdint>

namespace ibtr::psa {

/// How rows lie in an SQLite file.
struct Pages {
    std::size_t page_bytes = 4096;
    double bytes_a_row = 0;  ///< of the file, with what is left empty
};

/// The largest pages that rows fill well: every page is a call of the system when it is written, and what of a page no
/// row fits into is lost. Never so large that a handful of pages is the whole file.
/// @param row_bytes of the numbers of a row @param rows in all
Pages pages_for(std::size_t row_bytes, std::uint64_t rows);

}  // namespace ibtr::psa
