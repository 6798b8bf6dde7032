#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "base/csv.hpp"
#include "config/embedded_file.hpp"
#include "config/steps.hpp"

namespace ibtr::config {
namespace {

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
