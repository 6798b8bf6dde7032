#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "config/life_table_file.hpp"
#include "config/published_text.hpp"
#include "config/steps.hpp"

namespace ibtr::config {
namespace {

constexpr const char* kind_probability = "probability";
constexpr const char* kind_rate = "rate";

/// Path of a file that a text of the config names: relative to the config that says so, or for an override of the
/// command line to the working folder.
std::string path_from(const Node& name) {
    const Origin& origin = name.origin();
    const std::filesystem::path folder =
        origin.line == 0 ? std::filesystem::path() : std::filesystem::path(*origin.file).parent_path();
    return (folder / *name.text()).lexically_normal().string();
}

/// Reports what is wrong with such a file: at its own lines, or where it cannot be read at all at the name's.
/// @param key that holds the name
void report_file_problems(const ConfigError& error, const Node& name, const std::string& key, Problems& problems) {
    const std::string path = path_from(name);
    for (const Problem& problem : error.problems()) {
        if (problem.line == 0)
            problems.add(name.origin(), key, "'" + path + "' " + problem.message);
        else
            problems.add({std::make_shared<const std::string>(path), problem.line}, problem.key, problem.message);
    }
}

/// Keys of a life table that say what to read of its file.
constexpr std::array<const char*, 6> file_keys{"file", "age_column", "column", "value_is", "per", "where"};

std::string text_of(const Node& table, const char* key, const std::string& fallback) {
    const Node* node = table.find(key);
    return node != nullptr && node->text() != nullptr ? *node->text() : fallback;
}

/// What to read, or nothing where the keys do not say it.
std::optional<LifeTableChoice> read_table_choice(const Node& table, const std::string& key, Problems& problems) {
    LifeTableChoice choice{text_of(table, "age_column", "age"), text_of(table, "column", ""), false, 1, {}};
    if (choice.column.empty()) {
        problems.add(table.origin(), key + ".column", "missing; name the column of the file to use");
        return std::nullopt;
    }
    const std::string value_is =
        text_of(table, "value_is", in_lower_case(choice.column) == "mx" ? kind_rate : kind_probability);
    if (value_is != kind_rate && value_is != kind_probability) {
        problems.add(table.find("value_is")->origin(), key + ".value_is",
                     unknown_name(value_is, {kind_probability, kind_rate}));
        return std::nullopt;
    }
    choice.rates = value_is == kind_rate;
    if (const Node* per = table.find("per"); per != nullptr && per->number()) {
        choice.per = *per->number();
        if (choice.per < 1) {
            problems.add(per->origin(), key + ".per", "must be 1 or more: so many women is what the numbers are for");
            return std::nullopt;
        }
    }
    if (const Node* where = table.find("where"); where != nullptr && where->table() != nullptr)
        for (const auto& [column, value] : *where->table())
            choice.where.emplace_back(column, value.text() != nullptr ? *value.text() : write_value(value));
    return choice;
}

void write_rows(const LifeTableRows& rows, const Origin& origin, Node& table) {
    Node::Array probabilities;
    for (const double one : rows.probabilities) probabilities.emplace_back(one, origin);
    for (const char* key : file_keys) table.remove(key);
    table.set("first_age_years", {static_cast<std::int64_t>(rows.first_age_years), origin});
    table.set("probabilities", {std::move(probabilities), origin});
}

void embed_life_table(Node& table, const std::string& key, Problems& problems) {
    const Node* file = table.find("file");
    if (file == nullptr || file->text() == nullptr) return;
    for (const char* number : {"first_age_years", "probabilities"})
        if (const Node* given = table.find(number))
            return problems.add(given->origin(), key + "." + number, "stands beside a file; give the one or the other");
    const auto choice = read_table_choice(table, key, problems);
    if (!choice) return;
    const Node name = *file;
    const std::string path = path_from(name);
    try {
        write_rows(read_life_table_text(read_text_file(path), path, *choice), name.origin(), table);
    } catch (const ConfigError& error) {
        report_file_problems(error, name, key + ".file", problems);
    }
}

constexpr std::string_view weight_column = "weight";

/// The columns of a table of draws as the keys of [posterior]; empty where a field is no number.
std::optional<Node::Table> keys_of(const CsvTable& table, const Origin& origin, Problems& problems) {
    Node::Array parameters, rows, weights;
    for (const std::string& name : table.header)
        if (name != weight_column) parameters.emplace_back(name, origin);
    for (const CsvRow& row : table.rows) {
        Node::Array values;
        for (std::size_t column = 0; column < row.fields.size(); ++column) {
            const auto number = parse_number(row.fields[column]);
            if (!number) {
                problems.add({std::make_shared<const std::string>(table.file), row.line}, table.header[column],
                             fmt::format("'{}' is no number", row.fields[column]));
                return std::nullopt;
            }
            (table.header[column] == weight_column ? weights : values).emplace_back(*number, origin);
        }
        rows.emplace_back(std::move(values), origin);
    }
    Node::Table keys{{"parameters", {std::move(parameters), origin}}, {"rows", {std::move(rows), origin}}};
    if (!weights.empty()) keys.emplace_back("weights", Node{std::move(weights), origin});
    return keys;
}

}  // namespace

void embed_life_tables(Node& document, Problems& problems) {
    Node* tables = document.find("life_tables");
    if (tables == nullptr || tables->table() == nullptr) return;
    for (auto& [name, table] : *tables->table()) {
        if (table.table() != nullptr) embed_life_table(table, "life_tables." + name, problems);
    }
}

void embed_posterior(Node& document, Problems& problems) {
    Node* posterior = document.find("posterior");
    if (posterior == nullptr || posterior->table() == nullptr) return;
    const Node* file = posterior->find("file");
    if (file == nullptr || file->text() == nullptr) return;
    const Node name = *file;
    posterior->remove("file");
    try {
        auto keys = keys_of(read_csv(path_from(name)), name.origin(), problems);
        if (!keys) return;
        for (auto& [key, value] : *keys) posterior->set(key, std::move(value));
    } catch (const ConfigError& error) {
        report_file_problems(error, name, "posterior.file", problems);
    }
}

}  // namespace ibtr::config
