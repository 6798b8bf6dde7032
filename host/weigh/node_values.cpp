#include "weigh/node_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "base/parallel.hpp"
#include "base/statistics.hpp"
#include "estimate/quantity_values.hpp"
#include "ibtr/error.hpp"
#include "validate/target_scale.hpp"
#include "weigh/kept_cells.hpp"

namespace ibtr::weigh {
namespace {

constexpr double tolerance_of_draws = 1e-6;
constexpr std::size_t columns_before_numbers = 6;

/// Numbers of one contender at one point; none defined where the draw is not legal there.
std::vector<double> numbers_at(const Contender& contender, const std::vector<double>& draw, std::size_t point,
                               const CellSource& source) {
    std::vector<double> numbers(contender.quantities.size(), undefined);
    try {
        numbers = quantity_values(contender.model, contender.at(draw, point), contender.quantities, source);
    } catch (const UsageError&) {
        return numbers;
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = validation::comparable(contender.quantities[i], numbers[i]);
        if (!std::isfinite(numbers[i])) numbers[i] = undefined;
    }
    return numbers;
}

std::vector<double> numbers_of_draw(const std::vector<Contender>& contenders, const std::vector<double>& draw,
                                    bool with_checks, const ExactOptions& exact) {
    KeptCells kept(exact);
    const CellSource source = [&](const Cohort& cohort, const EndpointPlan& plan, const StrategyMixtures& mixtures) {
        return kept.cells(cohort, plan, mixtures);
    };
    std::vector<double> all;
    for (const Contender& contender : contenders)
        for (std::size_t p = 0; p < contender.points.size(); ++p) {
            const bool wanted = p < contender.nodes || with_checks;
            const std::vector<double> numbers = wanted ? numbers_at(contender, draw, p, source)
                                                       : std::vector<double>(contender.quantities.size(), undefined);
            all.insert(all.end(), numbers.begin(), numbers.end());
        }
    return all;
}

std::vector<std::string> nodes_header(std::size_t columns) {
    std::vector<std::string> names{"hash", "draw", "explanation", "point", "first", "second"};
    for (std::size_t c = 0; c < columns; ++c) names.push_back(fmt::format("number_{}", c + 1));
    return names;
}

}  // namespace

NodeValues::NodeValues(const std::vector<Contender>& contenders, std::size_t draws)
    : columns_(contenders.front().quantities.size()), of_draw_(draws) {
    for (const Contender& contender : contenders) {
        first_.push_back(numbers_);
        nodes_.push_back(contender.nodes);
        numbers_ += contender.points.size() * columns_;
    }
}

bool NodeValues::is_usable(std::size_t draw) const {
    if (!is_known(draw)) return false;
    for (std::size_t c = 0; c < nodes_.size(); ++c) {
        const double* first = at(draw, c, 0);
        if (std::any_of(first, first + nodes_[c] * columns_, [](double number) { return std::isnan(number); }))
            return false;
    }
    return true;
}

void solve_nodes(const std::vector<Contender>& contenders, const DrawTable& draws, const SolveOptions& options,
                 NodeValues& values) {
    ExactOptions exact = options.exact;
    exact.threads = 1;
    exact.step_tolerance = std::max(exact.step_tolerance, tolerance_of_draws);
    std::vector<std::size_t> missing;
    for (std::size_t d = 0; d < values.draws(); ++d)
        if (!values.is_known(d)) missing.push_back(d);
    auto done = static_cast<std::uint32_t>(values.draws() - missing.size());
    std::mutex mutex;
    parallel_for(missing.size(), thread_count(options.exact.threads), [&](std::size_t i) {
        const std::size_t d = missing[i];
        std::vector<double> numbers = numbers_of_draw(contenders, draws.rows[d], is_checked(d, options), exact);
        const std::scoped_lock lock(mutex);
        values.set(d, std::move(numbers));
        if (options.keep) options.keep();
        if (options.progress && !options.progress(++done)) throw Interrupted("stopped by the user");
    });
}

std::string nodes_csv(const std::vector<Contender>& contenders, const NodeValues& values,
                      const std::vector<std::string>& hashes) {
    CsvText csv(fmt::format("{}\n", fmt::join(nodes_header(values.columns()), ",")));
    for (std::size_t d = 0; d < values.draws(); ++d) {
        if (!values.is_known(d)) continue;
        for (std::size_t c = 0; c < contenders.size(); ++c)
            for (std::size_t p = 0; p < contenders[c].points.size(); ++p) {
                const std::vector<double>& point = contenders[c].points[p];
                csv.fields(hashes[d], std::to_string(d), contenders[c].explanation.name, std::to_string(p),
                           point.empty() ? undefined : point[0], point.size() < 2 ? undefined : point[1]);
                for (std::size_t k = 0; k < values.columns(); ++k) csv.field(values.at(d, c, p)[k]);
                csv.end_row();
            }
    }
    return csv.take();
}

NodeValues read_nodes(const CsvTable& table, const std::vector<Contender>& contenders,
                      const std::vector<std::string>& hashes) {
    NodeValues values(contenders, hashes.size());
    const auto refuse = [&](int line, const std::string& why) {
        throw UsageError(fmt::format("{}:{}: {}; begin anew in another folder", table.file, line, why));
    };
    if (table.header != nodes_header(values.columns())) refuse(1, "its columns are not those of these targets");
    std::vector<double> numbers;
    for (const CsvRow& row : table.rows) {
        const auto draw = parse_number(row.fields[1]);
        if (!draw || *draw < 0) refuse(row.line, "is damaged");
        const auto place = static_cast<std::size_t>(*draw);
        if (place < hashes.size() && row.fields[0] != hashes[place])
            refuse(row.line, "is of other configs, explanations, targets or draws");
        for (std::size_t k = columns_before_numbers; k < row.fields.size(); ++k) {
            const auto number = parse_number(row.fields[k]);
            if (!number && !row.fields[k].empty()) refuse(row.line, "is damaged");
            numbers.push_back(number.value_or(undefined));
        }
        if (numbers.size() < values.numbers_a_draw()) continue;
        if (place < hashes.size()) values.set(place, std::move(numbers));
        numbers.clear();
    }
    if (!numbers.empty()) refuse(table.rows.back().line, "ends within a draw");
    return values;
}

}  // namespace ibtr::weigh
