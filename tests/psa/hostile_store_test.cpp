// A store that comes from somewhere else: what it holds beyond a store, or holds in another shape, is refused, and what
// SQLite would do to other files on its behalf does not happen.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "ibtr/error.hpp"
#include "psa/small_analysis.hpp"
#include "psa/sqlite.hpp"
#include "psa/store_description.hpp"

namespace ibtr::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class HostileStore : public testing::Test {
protected:
    HostileStore() {
        psa::Store store = analysis_.create();
        analysis_.run(store);
    }
    void change(const std::string& sql) const {
        psa::Database database(analysis_.path, psa::Database::Mode::open);
        database.execute(sql.c_str());
    }
    [[nodiscard]] std::string answer() const {
        return refusal([&] { psa::Store::open(analysis_.path); });
    }
    void write(const std::string& end, const std::string& content) const {
        std::ofstream(analysis_.path.string() + end, std::ios::binary) << content;
    }
    /// The row of a draw with other numbers, and the digest of these.
    void replace(const psa::DrawRecord& record) const {
        const psa::DrawRow row = psa::to_row(record);
        psa::Database database(analysis_.path, psa::Database::Mode::open);
        psa::Statement statement =
            database.prepare("INSERT OR REPLACE INTO draws(draw, numbers, tally_digest, digest) VALUES(?, ?, ?, ?)");
        statement.bind(1, std::int64_t{row.draw}).bind(2, row.numbers).bind(3, row.tally_digest).bind(4, row.digest);
        statement.run();
    }

    ScratchFolder scratch_;
    SmallAnalysis analysis_{one_hazard, {DesignKind::monte_carlo, 6, 1}, scratch_.path()};
};

TEST_F(HostileStore, ObjectsThatNoStoreHasAreRefused) {
    for (const auto& [make, name, drop] :
         {std::tuple{"CREATE TRIGGER t AFTER INSERT ON draws BEGIN DELETE FROM draws; END", "the trigger 't'",
                     "DROP TRIGGER t"},
          std::tuple{"CREATE VIEW v AS SELECT 1", "the view 'v'", "DROP VIEW v"},
          std::tuple{"CREATE TABLE more(x)", "the table 'more'", "DROP TABLE more"},
          std::tuple{"CREATE INDEX i ON draws(digest)", "the index 'i'", "DROP INDEX i"}}) {
        EXPECT_EQ(answer(), "no error");
        change(make);
        EXPECT_THAT(answer(), HasSubstr(std::string("holds ") + name));
        change(drop);
    }
}

TEST_F(HostileStore, ATableThatIsMadeOtherwiseIsRefused) {
    change("ALTER TABLE draws ADD COLUMN more INTEGER");
    EXPECT_THAT(answer(), HasSubstr("the table 'draws'"));
}

TEST_F(HostileStore, AViewInPlaceOfTheAnalysisIsNotRead) {
    change("ALTER TABLE analysis RENAME TO hidden; CREATE VIEW analysis AS SELECT 'layout' AS key, '4' AS value");
    EXPECT_THAT(answer(), HasSubstr("holds no analysis"));
}

TEST_F(HostileStore, AnotherLayoutIsNamed) {
    change("UPDATE analysis SET value = '3' WHERE key = 'layout'");
    EXPECT_THAT(answer(), HasSubstr("has store layout 3, this version of ibtr has 4"));
}

// The digest of a row is no secret: a row of another shape has a right one too.
TEST_F(HostileStore, RowsOfAnotherShapeAreRefused) {
    psa::DrawRecord good;
    psa::Store::open(analysis_.path).for_each([&](const psa::DrawRecord& record) {
        if (record.draw == 3) good = record;
    });
    for (const int what : {0, 1, 2, 3}) {
        psa::DrawRecord other = good;
        if (what == 0) other.outcomes.pop_back();
        if (what == 1) other.parameters.push_back(1);
        if (what == 2) other.half_differences.clear();
        if (what == 3) {
            replace(good);
            other.draw = 6;  // beyond the design
        }
        replace(other);
        const std::string damaged = what == 3 ? "draw 6 is damaged" : "draw 3 is damaged";
        EXPECT_THAT(answer(), HasSubstr(damaged));
        // Nor does it pass whoever reads the rows without having looked at all of them first.
        const psa::Store store = psa::Store::open(analysis_.path, psa::Store::Check::description);
        EXPECT_THAT(refusal([&] { store.for_each([](const psa::DrawRecord&) {}); }), HasSubstr(damaged));
    }
}

TEST_F(HostileStore, AnalysesThatCannotBeAreRefused) {
    struct Case {
        const char *key, *value;
    };
    for (const Case& c : {Case{"draws", "0"},
                          {"draws", "6x"},
                          {"draws", "-1"},
                          {"replicates", "0"},
                          {"replicates", "4"},
                          {"end_draw", "7"},
                          {"first_draw", "6"},
                          {"design", "all"},
                          {"seed", "1e3"}}) {
        psa::AnalysisRows rows = psa::to_rows(analysis_.analysis());
        rows[c.key] = c.value;
        EXPECT_THROW(psa::to_analysis(rows), std::invalid_argument) << c.key << " " << c.value;
        rows.erase(c.key);
        EXPECT_THROW(psa::to_analysis(rows), std::invalid_argument) << c.key;
    }
    change("UPDATE analysis SET value = '0' WHERE key = 'draws'");
    EXPECT_THAT(answer(), HasSubstr("its description is damaged"));
}

TEST_F(HostileStore, QuantitiesAreThoseOfTheModel) {
    const Model& model = analysis_.config.model;
    const std::vector<Quantity>& outcomes = analysis_.plan->outcomes();
    const psa::Store store = psa::Store::open(analysis_.path);
    EXPECT_NO_THROW(store.require_quantities(model, outcomes));
    Model renamed = model;
    renamed.parameters[1].name = "other";
    EXPECT_THAT(refusal([&] { store.require_quantities(renamed, outcomes); }),
                HasSubstr("row 1 of its parameters is not what its config says"));
    std::vector<Quantity> later = outcomes;
    later[2].time_years += 1;
    EXPECT_THAT(refusal([&] { store.require_quantities(model, later); }), HasSubstr("row 2 of its outcomes"));
    std::vector<Quantity> fewer(outcomes.begin(), outcomes.end() - 1);
    EXPECT_THAT(refusal([&] { store.require_quantities(model, fewer); }), HasSubstr("of its outcomes"));
}

TEST_F(HostileStore, LackingDrawsAreNotSummarised) {
    change("DELETE FROM draws WHERE draw = 2");
    const psa::Store store = psa::Store::open(analysis_.path);
    EXPECT_THAT(refusal([&] { static_cast<void>(analysis_.summary(store)); }),
                HasSubstr("lacks 1 of its draws, draw 2 first"));
}

/// A store that says it is of draws that no store holds, with the digest of what it says.
TEST_F(HostileStore, WhatIsMissingIsToldByWhatIsThere) {
    constexpr std::uint32_t claimed = 4'000'000'000;
    change("DELETE FROM draws WHERE draw IN (2, 4)");
    {
        psa::Database database(analysis_.path, psa::Database::Mode::open);
        for (const char* key : {"draws", "replicates", "end_draw"})
            database.prepare("UPDATE analysis SET value = ? WHERE key = ?")
                .bind(1, std::to_string(claimed))
                .bind(2, std::string(key))
                .run();
        database.execute("UPDATE analysis SET value = 'lhs' WHERE key = 'design'");
        const std::string digest = psa::description_digest(database);
        database.prepare("UPDATE analysis SET value = ? WHERE key = 'digest'").bind(1, digest).run();
    }
    const SmallAnalysis all(one_hazard, {DesignKind::latin_hypercube, claimed, claimed}, scratch_.path());
    psa::Store store = psa::Store::open(all.path);
    EXPECT_EQ(store.missing(), (psa::DrawSet{{2, 3}, {4, 5}, {6, claimed}}));
    // As many replicates as draws would be as many points of convergence.
    EXPECT_THAT(refusal([&] { static_cast<void>(all.summary(store)); }),
                HasSubstr("lacks 3999999996 of its draws, draw 2 first"));
    // In order, by whoever asks: the draws between the stored ones, then those behind.
    EXPECT_THROW(
        all.run(store, 1, {.commit_seconds = 0}, [](std::uint64_t stored, std::uint64_t) { return stored < 3; }),
        Interrupted);
    EXPECT_GE(store.missing().front(), 7U);
    EXPECT_EQ(store.missing().ranges().size(), 1U);
}

std::string big_endian(std::uint32_t number) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xff);
    return bytes;
}

/// A journal, hot and without pages, of a transaction over several databases that `list` names.
std::string journal_with(const std::string& list) {
    const std::string magic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
    constexpr std::uint32_t sector = 512, page = 4096;
    std::string journal = magic + big_endian(0) + big_endian(0) + big_endian(1) + big_endian(sector) + big_endian(page);
    journal.resize(sector);
    std::uint32_t sum = 0;
    for (const char c : list) sum += static_cast<std::uint32_t>(static_cast<signed char>(c));
    return journal + big_endian(0x40000000 / page + 1) + list + big_endian(static_cast<std::uint32_t>(list.size())) +
           big_endian(sum) + magic;
}

TEST_F(HostileStore, AJournalCannotDeleteFiles) {
    const fs::path precious = scratch_.path() / "outside" / "precious";
    fs::create_directories(precious.parent_path());
    std::ofstream(precious) << "a thesis";
    write("-journal", journal_with(precious.string()));
    EXPECT_THAT(answer(), HasSubstr("psa.sqlite-journal: would have SQLite delete another file"));
    EXPECT_TRUE(fs::exists(precious));
    // A journal of this program's own, left by a crash, is played back as before.
    fs::remove(analysis_.path.string() + "-journal");
    EXPECT_EQ(answer(), "no error");
}

TEST_F(HostileStore, FilesBesideItThatAreNotItsOwnAreRefused) {
    const std::string store = analysis_.path.string();
    write("-wal", "");
    EXPECT_THAT(answer(), HasSubstr("psa.sqlite-wal: is a write-ahead log"));
    fs::remove(store + "-wal");
    const fs::path precious = scratch_.path() / "precious";
    std::ofstream(precious) << "a thesis";
    fs::create_symlink(precious, store + "-journal");
    EXPECT_THAT(answer(), HasSubstr("psa.sqlite-journal: is a link"));
    fs::remove(store + "-journal");
    fs::create_hard_link(precious, store + "-journal");
    EXPECT_THAT(answer(), HasSubstr("psa.sqlite-journal: is a file that has other names too"));
    fs::remove(store + "-journal");
    EXPECT_EQ(fs::file_size(precious), 8U);
    fs::rename(store, store + "-moved");
    fs::create_symlink(store + "-moved", store);
    EXPECT_THAT(answer(), HasSubstr("psa.sqlite: is a link"));
}

TEST_F(HostileStore, AFileThatIsGoneOrAnotherIsNoticed) {
    const psa::DrawRow row = psa::to_row(psa::simulate_draw(analysis_.context(), 2, *analysis_.backend));
    change("DELETE FROM draws WHERE draw = 2");
    psa::Store store = psa::Store::open(analysis_.path);
    fs::copy_file(analysis_.path, analysis_.path.string() + "-copy");
    for (const bool replaced : {false, true}) {
        fs::remove(analysis_.path);
        if (replaced) fs::rename(analysis_.path.string() + "-copy", analysis_.path);
        EXPECT_THAT(refusal([&] { store.require_in_place(); }), HasSubstr("deleted or replaced"));
        EXPECT_THAT(refusal([&] { store.append({&row, 1}); }), HasSubstr("deleted or replaced"));
    }
}

}  // namespace
}  // namespace ibtr::test
