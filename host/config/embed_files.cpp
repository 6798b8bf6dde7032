#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "config/steps.hpp"

namespace ibtr::config {
namespace {

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

/// Two columns of a CSV file: ages, consecutive and whole, and one-year probabilities of death.
class LifeTableFile {
public:
    LifeTableFile(const std::string& path, Problems& problems)
        : file_(std::make_shared<const std::string>(path)), problems_(problems) {}

    void read(const std::string& age_column, const std::string& column) {
        const CsvTable table = read_csv(*file_);
        const auto age_index = find_column(table, age_column);
        const auto probability_index = find_column(table, column);
        if (!age_index || !probability_index) return;
        for (const CsvRow& row : table.rows) {
            if (!add_row(row.fields[*age_index], row.fields[*probability_index], row.line)) return;
        }
        if (ages_.empty()) problems_.add({file_, 0}, column, "has no rows");
    }

    [[nodiscard]] bool empty() const noexcept { return ages_.empty(); }

    void write_to(Node& table, const Origin& origin) const {
        Node::Array probabilities;
        for (const double probability : probabilities_) probabilities.emplace_back(probability, origin);
        table.remove("file");
        table.remove("age_column");
        table.remove("column");
        table.set("first_age_years", {static_cast<std::int64_t>(ages_.front()), origin});
        table.set("probabilities", {std::move(probabilities), origin});
    }

private:
    std::optional<std::size_t> find_column(const CsvTable& table, const std::string& name) {
        const auto found = table.find_column(name);
        if (!found) problems_.add({file_, 1}, name, "column " + unknown_name(name, table.header));
        return found;
    }

    bool add_row(const std::string& age_field, const std::string& probability_field, int line) {
        const auto age = parse_number(age_field);
        const auto probability = parse_number(probability_field);
        std::string message;
        if (!age || std::trunc(*age) != *age || *age < 0) {
            message = fmt::format("age '{}' is no whole number", age_field);
        } else if (!ages_.empty() && *age != ages_.back() + 1) {
            message = fmt::format("age {} follows age {}; ages must be consecutive", *age, ages_.back());
        } else if (!probability || *probability < 0 || *probability >= 1) {
            message = fmt::format("probability of death '{}' must be 0 or more and below 1", probability_field);
        }
        if (!message.empty()) {
            problems_.add({file_, line}, "", message);
            return false;
        }
        ages_.push_back(*age);
        probabilities_.push_back(*probability);
        return true;
    }

    std::shared_ptr<const std::string> file_;
    Problems& problems_;
    std::vector<double> ages_;
    std::vector<double> probabilities_;
};

void embed_life_table(Node& table, const std::string& key, Problems& problems) {
    const Node* file = table.find("file");
    const Node* column = table.find("column");
    const Node* age_column = table.find("age_column");
    if (file == nullptr || file->text() == nullptr) return;
    for (const char* number : {"first_age_years", "probabilities"})
        if (const Node* given = table.find(number))
            return problems.add(given->origin(), key + "." + number, "stands beside a file; give the one or the other");
    if (column == nullptr || column->text() == nullptr) {
        problems.add(table.origin(), key + ".column", "missing; name the column of the file to use");
        return;
    }
    const Origin origin = file->origin();
    LifeTableFile reader(path_from(*file), problems);
    try {
        reader.read(age_column != nullptr && age_column->text() != nullptr ? *age_column->text() : "age",
                    *column->text());
    } catch (const ConfigError& error) {
        report_file_problems(error, *file, key + ".file", problems);
    }
    if (!reader.empty()) reader.write_to(table, origin);
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
