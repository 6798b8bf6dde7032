// Pages are filled well by rows of any size, and a file takes what was said.

#include "psa/page_size.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "psa/small_analysis.hpp"
#include "psa/sqlite.hpp"

namespace ibtr::test {
namespace {

// Of 600 rows; 3 % for the pages that are not of rows and the last one, which is not full. No row leaves a quarter of
// its place empty.
TEST(Pages, TakeWhatWasSaid) {
    constexpr std::uint64_t rows = 600;
    for (const std::size_t row_bytes : {1000U, 3000U, 5584U, 9000U, 15584U, 33000U, 81464U}) {
        const psa::Pages pages = psa::pages_for(row_bytes, rows);
        const ScratchFolder scratch;
        const std::filesystem::path path = scratch.path() / "x.sqlite";
        {
            psa::Database database(path, psa::Database::Mode::create, pages.page_bytes);
            database.execute("CREATE TABLE draws(draw INTEGER PRIMARY KEY, a BLOB, b BLOB, c BLOB)");
            database.execute("BEGIN");
            psa::Statement row = database.prepare("INSERT INTO draws VALUES(?, ?, ?, ?)");
            const std::vector<std::byte> numbers(row_bytes), digest(16);
            for (std::uint64_t d = 0; d < rows; ++d)
                row.bind(1, static_cast<std::int64_t>(d)).bind(2, numbers).bind(3, digest).bind(4, digest).run();
            database.execute("COMMIT");
        }
        const double taken = static_cast<double>(std::filesystem::file_size(path)) / rows;
        EXPECT_NEAR(taken / pages.bytes_a_row, 1, 0.03) << row_bytes << " in pages of " << pages.page_bytes;
        EXPECT_GT(static_cast<double>(row_bytes) / pages.bytes_a_row, 0.75) << row_bytes;
    }
}

TEST(Pages, AreSmallWhereThereIsLittle) {
    EXPECT_EQ(psa::pages_for(300, 12).page_bytes, 4096U);
    EXPECT_EQ(psa::pages_for(15584, 1000000).page_bytes, 32768U);
}

}  // namespace
}  // namespace ibtr::test
