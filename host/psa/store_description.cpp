#include "psa/store_description.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/digest.hpp"
#include "ibtr/error.hpp"
#include "ibtr/population.hpp"

namespace ibtr::psa {
namespace {

constexpr const char* layout_version = "4";

struct Table {
    const char* name;
    const char* sql;  ///< letter by letter as SQLite keeps it
};
constexpr std::array<Table, 4> tables{{
    {"analysis", "CREATE TABLE analysis(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"},
    {"draws",
     "CREATE TABLE draws(draw INTEGER PRIMARY KEY, numbers BLOB NOT NULL, tally_digest BLOB NOT NULL, digest BLOB NOT "
     "NULL) STRICT"},
    {"outcomes",
     "CREATE TABLE outcomes(position INTEGER PRIMARY KEY, strategy TEXT NOT NULL, comparator TEXT, women TEXT NOT "
     "NULL, population TEXT NOT NULL, endpoint TEXT NOT NULL, time_years REAL NOT NULL, measure TEXT NOT NULL, scale "
     "TEXT NOT NULL) STRICT"},
    {"parameters",
     "CREATE TABLE parameters(position INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL) STRICT"},
}};

[[noreturn]] void refuse(const Database& database, const std::string& what) {
    throw StorageError(fmt::format("{}: {}; restore the file from a copy or start the analysis again",
                                   database.path().string(), what));
}

/// The texts of the analysis, once it is one of this layout.
AnalysisRows read_analysis_rows(Database& database) {
    AnalysisRows rows;
    Statement is_table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'analysis' AND type = 'table'");
    if (is_table.step()) {
        Statement row = database.prepare("SELECT key, value FROM analysis");
        while (row.step()) rows[row.text(0)] = row.text(1);
    }
    if (!rows.contains("layout"))
        throw StorageError(database.path().string() +
                           ": holds no analysis; it stopped before it began, start it again");
    if (rows["layout"] != layout_version)
        throw StorageError(
            fmt::format("{}: has store layout {}, this version of ibtr has {}; use the version that "
                        "made it ({})",
                        database.path().string(), rows["layout"], layout_version, rows["version"]));
    return rows;
}

/// Only the tables of a store, and these as they are made.
void check_schema(Database& database) {
    std::map<std::string, std::string> missing;
    for (const Table& table : tables) missing[table.name] = table.sql;
    Statement object = database.prepare("SELECT type, name, sql FROM sqlite_schema");
    while (object.step()) {
        const auto table = missing.find(object.text(1));
        if (object.text(0) != "table" || table == missing.end() || table->second != object.text(2))
            refuse(database, fmt::format("holds the {} '{}', which no store has", object.text(0), object.text(1)));
        missing.erase(table);
    }
    if (!missing.empty()) refuse(database, fmt::format("lacks the table '{}'", missing.begin()->first));
}

/// Rows at positions 0, 1, ...
std::size_t count_positions(Database& database, const std::string& table) {
    Statement row = database.prepare(("SELECT position FROM " + table + " ORDER BY position").c_str());
    std::int64_t next = 0;
    for (; row.step(); ++next)
        if (row.integer(0) != next) refuse(database, fmt::format("lacks row {} of its {}", next, table));
    return static_cast<std::size_t>(next);
}

struct NamedParameter {
    std::string name, unit;
    bool operator==(const NamedParameter&) const = default;
};

/// An outcome in the words of the store.
struct NamedOutcome {
    std::string strategy;
    std::optional<std::string> comparator;
    std::string women, population, endpoint;
    double time_years;
    std::string measure, scale;
    bool operator==(const NamedOutcome&) const = default;
};

NamedOutcome named(const Model& model, const Quantity& outcome) {
    std::optional<std::string> comparator;
    if (outcome.comparator) comparator = model.strategies[*outcome.comparator].name;
    return {model.strategies[outcome.strategy].name,
            std::move(comparator),
            women_text(model, outcome.group),
            std::string(to_text(outcome.population)),
            outcome.endpoint,
            outcome.time_years,
            std::string(to_text(outcome.measure)),
            traits(outcome.measure).scale == Scale::ratio ? "log" : "plain"};
}

void insert_quantities(Database& database, const Model& model, const std::vector<Quantity>& outcomes) {
    Statement parameter = database.prepare("INSERT INTO parameters VALUES(?, ?, ?)");
    for (std::size_t i = 0; i < model.parameters.size(); ++i)
        parameter.bind(1, static_cast<std::int64_t>(i))
            .bind(2, model.parameters[i].name)
            .bind(3, model.parameters[i].unit)
            .run();
    Statement row = database.prepare("INSERT INTO outcomes VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const NamedOutcome outcome = named(model, outcomes[i]);
        row.bind(1, static_cast<std::int64_t>(i)).bind(2, outcome.strategy);
        if (outcome.comparator)
            row.bind(3, *outcome.comparator);
        else
            row.bind_null(3);
        row.bind(4, outcome.women)
            .bind(5, outcome.population)
            .bind(6, outcome.endpoint)
            .bind(7, outcome.time_years)
            .bind(8, outcome.measure)
            .bind(9, outcome.scale)
            .run();
    }
}

}  // namespace

std::string description_digest(Database& database) {
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

void write_description(Database& database, const Analysis& analysis, const Model& model,
                       const std::vector<Quantity>& outcomes) {
    for (const Table& table : tables) database.execute(table.sql);
    Statement row = database.prepare("INSERT INTO analysis VALUES(?, ?)");
    row.bind(1, std::string("layout")).bind(2, std::string(layout_version)).run();
    for (const auto& [key, value] : to_rows(analysis)) row.bind(1, key).bind(2, value).run();
    insert_quantities(database, model, outcomes);
    row.bind(1, std::string("digest")).bind(2, description_digest(database)).run();
}

Description read_description(Database& database) {
    AnalysisRows rows = read_analysis_rows(database);
    check_schema(database);
    if (rows["digest"] != description_digest(database)) refuse(database, "its description is damaged");
    try {
        return {to_analysis(rows), {count_positions(database, "parameters"), count_positions(database, "outcomes")}};
    } catch (const std::invalid_argument& error) {
        refuse(database, fmt::format("its description makes no sense: {}", error.what()));
    }
}

void check_quantities(Database& database, const Model& model, const std::vector<Quantity>& outcomes) {
    const auto differs = [&](const char* table, std::size_t at) {
        refuse(database, fmt::format("row {} of its {} is not what its config says", at, table));
    };
    std::size_t at = 0;
    for (Statement row = database.prepare("SELECT name, unit FROM parameters ORDER BY position"); row.step(); ++at)
        if (at >= model.parameters.size() || NamedParameter{row.text(0), row.text(1)} !=
                                                 NamedParameter{model.parameters[at].name, model.parameters[at].unit})
            differs("parameters", at);
    if (at != model.parameters.size()) differs("parameters", at);
    at = 0;
    for (Statement row = database.prepare("SELECT strategy, comparator, women, population, endpoint, time_years, "
                                          "measure, scale FROM outcomes ORDER BY position");
         row.step(); ++at) {
        const NamedOutcome stored{row.text(0), row.is_null(1) ? std::nullopt : std::optional(row.text(1)),
                                  row.text(2), row.text(3),
                                  row.text(4), row.real(5),
                                  row.text(6), row.text(7)};
        if (at >= outcomes.size() || stored != named(model, outcomes[at])) differs("outcomes", at);
    }
    if (at != outcomes.size()) differs("outcomes", at);
}

}  // namespace ibtr::psa
