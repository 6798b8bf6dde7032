// What is stored comes back; what is damaged, foreign or in use is refused.

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "ibtr/error.hpp"
#include "psa/small_analysis.hpp"
#include "psa/sqlite.hpp"

namespace ibtr::test {
namespace {

constexpr Design twelve{DesignKind::monte_carlo, 12, 1};

class PsaStore : public testing::Test {
protected:
    ScratchFolder scratch_;
    const SmallAnalysis analysis_{one_hazard, twelve, scratch_.path()};
};

TEST_F(PsaStore, ReturnsWhatWasStored) {
    std::vector<psa::DrawRecord> records;
    std::vector<psa::DrawRow> rows;
    for (const std::uint32_t draw : {3U, 0U, 7U}) {
        records.push_back(psa::simulate_draw(analysis_.context(), draw, *analysis_.backend));
        rows.push_back(psa::to_row(records.back()));
    }
    {
        psa::Store store = analysis_.create();
        store.append(rows);
        EXPECT_EQ(store.last()->digest(), records[2].digest());
    }
    const psa::Store store = psa::Store::open(analysis_.path);
    for (const psa::DrawRecord& wanted : records) EXPECT_EQ(store.find(wanted.draw)->digest(), wanted.digest());
    EXPECT_FALSE(store.find(4));
    EXPECT_EQ(psa::difference(store.analysis(), analysis_.analysis()), "");
    EXPECT_EQ(store.analysis().config_text, analysis_.config.text);
    std::vector<std::uint32_t> order;
    store.for_each([&](const psa::DrawRecord& record) {
        order.push_back(record.draw);
        for (const psa::DrawRecord& wanted : records)
            if (wanted.draw == record.draw) {
                EXPECT_EQ(record.digest(), wanted.digest());
            }
    });
    EXPECT_EQ(order, (std::vector<std::uint32_t>{0, 3, 7}));
    EXPECT_EQ(store.missing(), (psa::DrawSet{{1, 3}, {4, 7}, {8, 12}}));
}

TEST_F(PsaStore, LeavesOneFile) {
    {
        psa::Store store = analysis_.create();
        analysis_.run(store);
    }
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(scratch_.path()))
        files.push_back(entry.path().filename());
    EXPECT_EQ(files, std::vector<std::string>{"psa.sqlite"});
}

TEST_F(PsaStore, NamesTheFirstDifference) {
    const psa::Analysis here = analysis_.analysis();
    psa::Analysis there = here;
    there.seed = 9;
    EXPECT_EQ(psa::difference(there, here), "seed: 9 there, 3 here");
    there = here;
    there.design.draws = 13;
    EXPECT_EQ(psa::difference(there, here), "draws: 13 there, 12 here");
    there = here;
    there.version = "0";
    EXPECT_EQ(psa::difference(there, here), "version: 0 there, test here");
}

TEST_F(PsaStore, IsHeldByOneProcess) {
    const psa::Store store = analysis_.create();
    EXPECT_NE(refusal([&] { psa::Store::open(analysis_.path); }).find("another process"), std::string::npos);
}

TEST_F(PsaStore, RefusesARowThatWasChanged) {
    {
        psa::Store store = analysis_.create();
        analysis_.run(store);
    }
    {
        psa::Database database(analysis_.path, psa::Database::Mode::open);
        database.execute("UPDATE draws SET numbers = zeroblob(length(numbers)) WHERE draw = 5");
    }
    EXPECT_NE(refusal([&] { psa::Store::open(analysis_.path); }).find("draw 5 is damaged"), std::string::npos);
}

TEST_F(PsaStore, RefusesDamagedFiles) {
    {
        psa::Store store = analysis_.create();
        analysis_.run(store);
    }
    const auto size = std::filesystem::file_size(analysis_.path);
    const std::string digest = analysis_.summary(psa::Store::open(analysis_.path)).digest;
    // A wrong byte anywhere is refused, or lies where nothing is kept and changes nothing.
    int refused = 0;
    for (std::uintmax_t at = 0; at < size; at += size / 37) {
        std::fstream file(analysis_.path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(at));
        const auto before = static_cast<char>(file.get());
        const auto write = [&](char c) {
            file.seekp(static_cast<std::streamoff>(at));
            file.put(c);
            file.flush();
        };
        write(static_cast<char>(before ^ 0x55));
        const std::string answer = refusal(
            [&] { EXPECT_EQ(analysis_.summary(psa::Store::open(analysis_.path)).digest, digest) << "at " << at; });
        refused += answer != "no error" ? 1 : 0;
        write(before);
    }
    EXPECT_GT(refused, 10);
    std::filesystem::resize_file(analysis_.path, size / 2);
    EXPECT_NE(refusal([&] { psa::Store::open(analysis_.path); }), "no error");
    std::ofstream(analysis_.path, std::ios::trunc)
        << "no database at all, but more than a header's hundred bytes of text "
           "that could be mistaken for one by a careless reader of files";
    EXPECT_NE(refusal([&] { psa::Store::open(analysis_.path); }).find("damaged, or no database"), std::string::npos);
}

TEST_F(PsaStore, RefusesAnEmptyDatabase) {
    { psa::Database database(analysis_.path, psa::Database::Mode::create); }
    EXPECT_NE(refusal([&] { psa::Store::open(analysis_.path); }).find("holds no analysis"), std::string::npos);
}

}  // namespace
}  // namespace ibtr::test
