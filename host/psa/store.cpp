#include "psa/store.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstdlib>
#include <cstring>
#include <map>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::psa {
namespace {

static_assert(std::endian::native == std::endian::little, "blobs are little-endian");

constexpr const char* layout_version = "3";

constexpr const char* layout = R"(
CREATE TABLE analysis(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE parameters(position INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL) STRICT;
CREATE TABLE outcomes(position INTEGER PRIMARY KEY, strategy TEXT NOT NULL, comparator TEXT, women TEXT NOT NULL,
    population TEXT NOT NULL, endpoint TEXT NOT NULL, time_years REAL NOT NULL, measure TEXT NOT NULL, scale TEXT NOT NULL) STRICT;
CREATE TABLE draws(draw INTEGER PRIMARY KEY, parameters BLOB NOT NULL, outcomes BLOB NOT NULL,
    half_differences BLOB NOT NULL, tally_digest TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
)";

std::map<std::string, std::string> to_rows(const Analysis& analysis) {
    return {{"layout", layout_version},
            {"config", analysis.config_text},
            {"config_hash", analysis.config_hash},
            {"seed", std::to_string(analysis.seed)},
            {"patients", std::to_string(analysis.patients)},
            {"draws", std::to_string(analysis.design.draws)},
            {"design", to_text(analysis.design.kind)},
            {"replicates", std::to_string(analysis.design.replicates)},
            {"first_draw", std::to_string(analysis.range.begin)},
            {"end_draw", std::to_string(analysis.range.end)},
            {"groups", fmt::format("{}", fmt::join(analysis.selection.groups, ","))},
            {"stratified", analysis.selection.stratified ? "yes" : "no"},
            {"pilot_optimal_patients",
             analysis.pilot_optimal_patients ? fmt::format("{}", *analysis.pilot_optimal_patients) : ""},
            {"version", analysis.version}};
}

template <class Number>
std::span<const std::byte> bytes(const std::vector<Number>& numbers) {
    return std::as_bytes(std::span(numbers));
}

template <class Number>
std::vector<Number> numbers(std::span<const std::byte> blob) {
    std::vector<Number> result(blob.size() / sizeof(Number));
    if (!result.empty()) std::memcpy(result.data(), blob.data(), result.size() * sizeof(Number));
    return result;
}

/// XXH3-128 of everything that stands in the tables beside the draws.
std::string header_digest(Database& database) {
    Digest digest;
    for (const auto& [query, columns] :
         {std::pair{"SELECT key, value FROM analysis WHERE key <> 'digest' ORDER BY key", 2},
          std::pair{"SELECT position, name, unit FROM parameters ORDER BY position", 3},
          std::pair{"SELECT position, strategy, coalesce(comparator, ''), women, population, endpoint, "
                    "CAST(time_years * 1e6 AS INTEGER), measure, scale FROM outcomes ORDER BY position",
                    9}}) {
        Statement row = database.prepare(query);
        while (row.step())
            for (int column = 0; column < columns; ++column) digest.text(row.text(column));
    }
    return digest.hex();
}

/// "a,b" -> {"a", "b"}: names of groups have no comma.
std::vector<std::string> names(const std::string& text) {
    return text.empty() ? std::vector<std::string>{} : split_text(text, ',');
}

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

std::string in_words(const std::string& value) {
    return value.empty() ? "none" : value;
}

}  // namespace

std::string difference(const Analysis& stored, const Analysis& wanted) {
    const auto there = to_rows(stored), here = to_rows(wanted);
    for (const char* key : {"version", "seed", "patients", "design", "draws", "replicates", "first_draw", "end_draw",
                            "config_hash", "groups", "stratified"})
        if (there.at(key) != here.at(key))
            return fmt::format("{}: {} there, {} here", key, in_words(there.at(key)), in_words(here.at(key)));
    return "";
}

std::string DrawRecord::digest() const {
    Digest digest;
    digest.word64(draw);
    digest.words(parameters);
    digest.words(outcomes);
    digest.words(half_differences);
    digest.text(tally_digest);
    return digest.hex();
}

Store Store::create(const std::filesystem::path& path, const Analysis& analysis, const Model& model,
                    const std::vector<Quantity>& outcomes) {
    Store store(Database(path, Database::Mode::create));
    store.analysis_ = analysis;
    Transaction transaction(store.database_);
    store.database_.execute(layout);
    Statement analysis_row = store.database_.prepare("INSERT INTO analysis VALUES(?, ?)");
    for (const auto& [key, value] : to_rows(analysis)) analysis_row.bind(1, key).bind(2, value).run();
    Statement parameter_row = store.database_.prepare("INSERT INTO parameters VALUES(?, ?, ?)");
    for (std::size_t i = 0; i < model.parameters.size(); ++i)
        parameter_row.bind(1, static_cast<std::int64_t>(i))
            .bind(2, model.parameters[i].name)
            .bind(3, model.parameters[i].unit)
            .run();
    Statement outcome_row = store.database_.prepare("INSERT INTO outcomes VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const Quantity& outcome = outcomes[i];
        outcome_row.bind(1, static_cast<std::int64_t>(i)).bind(2, model.strategies[outcome.strategy].name);
        if (outcome.comparator)
            outcome_row.bind(3, model.strategies[*outcome.comparator].name);
        else
            outcome_row.bind_null(3);
        outcome_row.bind(4, women_text(model, outcome.group))
            .bind(5, std::string(to_text(outcome.population)))
            .bind(6, outcome.endpoint)
            .bind(7, outcome.time_years)
            .bind(8, std::string(to_text(outcome.measure)))
            .bind(9, std::string(traits(outcome.measure).scale == Scale::ratio ? "log" : "plain"))
            .run();
    }
    analysis_row.bind(1, std::string("digest")).bind(2, header_digest(store.database_)).run();
    transaction.commit();
    return store;
}

void Store::check_structure() const {
    Statement check = database_.prepare("PRAGMA integrity_check");
    if (check.step() && check.text(0) == "ok") return;
    throw StorageError(database_.path().string() + ": damaged (" + check.text(0) +
                       "); restore it from a copy or start the analysis again");
}

Store Store::open(const std::filesystem::path& path, Check check) {
    Store store(Database(path, Database::Mode::open));
    if (check == Check::everything) store.check_structure();
    std::map<std::string, std::string> rows;
    Statement tables = store.database_.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'analysis'");
    if (tables.step() && tables.integer(0) == 1) {
        Statement row = store.database_.prepare("SELECT key, value FROM analysis");
        while (row.step()) rows[row.text(0)] = row.text(1);
    }
    tables.reset();
    if (!rows.contains("layout"))
        throw StorageError(path.string() + ": holds no analysis; it stopped before it began, start it again");
    if (rows["layout"] != layout_version)
        throw StorageError(path.string() + ": has store layout " + rows["layout"] + ", this version of ibtr has " +
                           layout_version);
    if (rows["digest"] != header_digest(store.database_))
        throw StorageError(path.string() +
                           ": its description is damaged; restore the file from a copy or start the "
                           "analysis again");
    const auto whole = [&](const char* key) { return std::strtoull(rows[key].c_str(), nullptr, 10); };
    const auto draw = [&](const char* key) { return static_cast<std::uint32_t>(whole(key)); };
    store.analysis_ = {rows["config"],
                       rows["config_hash"],
                       whole("seed"),
                       whole("patients"),
                       {design_kind(rows["design"]), draw("draws"), draw("replicates")},
                       rows["version"],
                       {draw("first_draw"), draw("end_draw")},
                       {names(rows["groups"]), rows["stratified"] == "yes"}};
    if (const std::string& pilot = rows["pilot_optimal_patients"]; !pilot.empty())
        store.analysis_.pilot_optimal_patients = std::strtod(pilot.c_str(), nullptr);
    if (check == Check::everything) store.for_each([](const DrawRecord&) {});
    return store;
}

std::vector<std::uint32_t> Store::missing() const {
    std::vector<std::uint32_t> missing;
    Statement row = database_.prepare("SELECT draw FROM draws ORDER BY draw");
    std::uint32_t next = analysis_.range.begin;
    while (row.step())
        for (const auto stored = static_cast<std::uint32_t>(row.integer(0)); next <= stored; ++next)
            if (next < stored) missing.push_back(next);
    for (; next < analysis_.range.end; ++next) missing.push_back(next);
    return missing;
}

void Store::append(std::span<const DrawRecord> records) {
    Transaction transaction(database_);
    Statement row = database_.prepare("INSERT INTO draws VALUES(?, ?, ?, ?, ?, ?)");
    for (const DrawRecord& record : records)
        row.bind(1, std::int64_t{record.draw})
            .bind(2, bytes(record.parameters))
            .bind(3, bytes(record.outcomes))
            .bind(4, bytes(record.half_differences))
            .bind(5, record.tally_digest)
            .bind(6, record.digest())
            .run();
    transaction.commit();
}

void Store::for_each(const std::function<void(const DrawRecord&)>& use) const {
    Statement row = database_.prepare("SELECT * FROM draws ORDER BY draw");
    DrawRecord record;
    while (row.step()) {
        record.draw = static_cast<std::uint32_t>(row.integer(0));
        record.parameters = numbers<double>(row.blob(1));
        record.outcomes = numbers<double>(row.blob(2));
        record.half_differences = numbers<float>(row.blob(3));
        record.tally_digest = row.text(4);
        if (record.digest() != row.text(5) || record.draw < analysis_.range.begin || record.draw >= analysis_.range.end)
            throw StorageError(
                fmt::format("{}: draw {} is damaged; restore the file from a copy or start the analysis again",
                            database_.path().string(), record.draw));
        use(record);
    }
}

}  // namespace ibtr::psa
