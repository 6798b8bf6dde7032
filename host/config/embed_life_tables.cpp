#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "steps.hpp"

namespace ibtr::config {
namespace {

std::vector<std::string> split_line(std::string_view line) {
    std::vector<std::string> fields;
    while (true) {
        const std::size_t comma = line.find(',');
        std::string_view field = line.substr(0, comma);
        const std::size_t first = field.find_first_not_of(" \t\r\"");
        const std::size_t last = field.find_last_not_of(" \t\r\"");
        fields.emplace_back(first == std::string_view::npos ? "" : field.substr(first, last - first + 1));
        if (comma == std::string_view::npos) return fields;
        line.remove_prefix(comma + 1);
    }
}

std::optional<double> parse_number(const std::string& field) {
    double value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    const bool whole_field = error == std::errc{} && end == field.data() + field.size();
    return whole_field && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// Two columns of a CSV file: ages, consecutive and whole, and one-year probabilities of death.
class LifeTableFile {
public:
    LifeTableFile(const std::string& path, Problems& problems)
        : file_(std::make_shared<const std::string>(path)), problems_(problems) {}

    void read(const std::string& age_column, const std::string& column) {
        const std::string text = read_text_file(*file_);
        std::string_view rest = text;
        std::optional<std::size_t> age_index, probability_index;
        for (int line = 1; !rest.empty(); ++line) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            const std::vector<std::string> fields = split_line(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (fields == std::vector<std::string>{""}) continue;
            if (!age_index) {
                age_index = find_column(fields, age_column, line);
                probability_index = find_column(fields, column, line);
                if (!age_index || !probability_index) return;
            } else if (!add_row(fields, *age_index, *probability_index, line)) {
                return;
            }
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
    std::optional<std::size_t> find_column(const std::vector<std::string>& header, const std::string& name, int line) {
        const auto found = std::find(header.begin(), header.end(), name);
        if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
        problems_.add({file_, line}, name, "column " + unknown_name(name, header));
        return std::nullopt;
    }

    bool add_row(const std::vector<std::string>& fields, std::size_t age_index, std::size_t probability_index,
                 int line) {
        const auto field = [&](std::size_t index) { return index < fields.size() ? fields[index] : std::string(); };
        const auto age = parse_number(field(age_index));
        const auto probability = parse_number(field(probability_index));
        std::string message;
        if (!age || std::trunc(*age) != *age || *age < 0) {
            message = fmt::format("age '{}' is no whole number", field(age_index));
        } else if (!ages_.empty() && *age != ages_.back() + 1) {
            message = fmt::format("age {} follows age {}; ages must be consecutive", *age, ages_.back());
        } else if (!probability || *probability < 0 || *probability >= 1) {
            message = fmt::format("probability of death '{}' must be 0 or more and below 1", field(probability_index));
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

void embed(Node& table, const std::string& key, Problems& problems) {
    const Node* file = table.find("file");
    const Node* column = table.find("column");
    const Node* age_column = table.find("age_column");
    if (file == nullptr || file->text() == nullptr) return;
    if (column == nullptr || column->text() == nullptr) {
        problems.add(table.origin(), key + ".column", "missing; name the column of the file to use");
        return;
    }
    const Origin origin = file->origin();
    const std::filesystem::path folder =
        origin.line == 0 ? std::filesystem::path() : std::filesystem::path(*origin.file).parent_path();
    const std::string path = (folder / *file->text()).lexically_normal().string();
    LifeTableFile reader(path, problems);
    try {
        reader.read(age_column != nullptr && age_column->text() != nullptr ? *age_column->text() : "age",
                    *column->text());
    } catch (const ConfigError& error) {
        problems.add(origin, key + ".file", "'" + path + "' " + error.problems().front().message);
    }
    if (!reader.empty()) reader.write_to(table, origin);
}

}  // namespace

void embed_life_tables(Node& document, Problems& problems) {
    Node* tables = document.find("life_tables");
    if (tables == nullptr || tables->table() == nullptr) return;
    for (auto& [name, table] : *tables->table()) {
        if (table.table() != nullptr) embed(table, "life_tables." + name, problems);
    }
}

}  // namespace ibtr::config
