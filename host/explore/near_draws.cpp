#include "explore/near_draws.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/json_number.hpp"
#include "ibtr/error.hpp"
#include "psa/psa_session.hpp"
#include "psa/store.hpp"

namespace ibtr::explore {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_shown = 2000;  ///< draws of a cloud

/// Values of one kind spread by ratios, as the draws of rates and ratios do.
bool spreads_by_ratios(const Parameter& parameter) {
    return parameter.unit == "ratio" || parameter.unit == "per_year" || parameter.unit == "years";
}

/// As evenly as can be, the first and the last among them.
std::vector<std::size_t> thinned(std::size_t count) {
    const std::size_t shown = std::min(count, most_shown);
    std::vector<std::size_t> places(shown);
    for (std::size_t i = 0; i < shown; ++i) places[i] = shown < 2 ? 0 : i * (count - 1) / (shown - 1);
    return places;
}

}  // namespace

NearDraws::NearDraws(const std::filesystem::path& run_dir, const LoadedConfig& config)
    : store_(run_dir / psa::store_file_name), model_(config.model) {
    if (!std::filesystem::exists(store_))
        throw UsageError("--psa " + run_dir.string() + ": holds no draws of `ibtr psa` (" + psa::store_file_name + ")");
    const psa::Store store = psa::Store::open(store_, psa::Store::Check::description);
    store.require_complete();
    const psa::Session session(store.analysis(), store_.string());
    config_hash_ = store.analysis().config_hash;
    is_same_config_ = config_hash_ == config.hash;
    draws_ = store.analysis().range.end - store.analysis().range.begin;
    outcomes_ = session.outcomes().outcomes();
    store.require_quantities(session.model(), outcomes_);
    const auto same_names = [](const auto& a, const auto& b) { return a.name == b.name; };
    const std::vector<Strategy>& strategies = session.model().strategies;
    const std::vector<Factor>& factors = session.model().factors;
    if (!std::equal(strategies.begin(), strategies.end(), model_.strategies.begin(), model_.strategies.end(),
                    same_names) ||
        !std::equal(factors.begin(), factors.end(), model_.factors.begin(), model_.factors.end(), same_names))
        throw UsageError("--psa " + run_dir.string() + ": its draws are of a model with other strategies or factors");
    for (const std::size_t place : session.context().sampler.drawn()) {
        drawn_.push_back(place);
        names_.push_back(session.model().parameters[place].name);
        logarithmic_.push_back(spreads_by_ratios(session.model().parameters[place]));
    }
}

Json NearDraws::describe() const {
    return {{"draws", draws_}, {"config_hash", config_hash_}, {"same_config", is_same_config_}};
}

std::vector<NearDraws::Column> NearDraws::columns_of(const Question& question) const {
    std::vector<Column> columns;
    for (std::size_t k = 0; k < outcomes_.size(); ++k) {
        const Quantity& outcome = outcomes_[k];
        if (outcome.measure == Measure::value && outcome.endpoint == question.endpoint &&
            outcome.population == question.population && outcome.group == question.group.women())
            columns.push_back({outcome.strategy, k, outcome.time_years});
    }
    return columns;
}

const NearDraws::Table& NearDraws::read(const Question& question, const std::function<bool()>& stop_requested) {
    const auto is_same = [&](const Question& other) {
        return other.endpoint == question.endpoint && other.group.name == question.group.name &&
               other.population == question.population;
    };
    if (table_ && is_same(table_->question)) return *table_;
    Table table{question, {}, {}, {}};
    const std::vector<Column> columns = columns_of(question);
    psa::Store::open(store_, psa::Store::Check::description).for_each([&](const psa::DrawRecord& record) {
        if (stop_requested()) throw Interrupted("a newer request came");
        table.draws.push_back(record.draw);
        std::vector<double>& parameters = table.parameters.emplace_back();
        for (const std::size_t place : drawn_) parameters.push_back(record.parameters[place]);
        std::vector<float>& outcomes = table.outcomes.emplace_back();
        for (const Column& column : columns) outcomes.push_back(static_cast<float>(record.outcomes[column.outcome]));
    });
    table_ = std::move(table);
    return *table_;
}

std::vector<double> NearDraws::distances(const Table& table, const State& state,
                                         const std::vector<Control>& controls) const {
    std::vector<double> squares(table.draws.size(), 0.0);
    std::size_t counted = 0;
    for (std::size_t k = 0; k < drawn_.size(); ++k) {
        const auto control = std::find_if(controls.begin(), controls.end(),
                                          [&](const Control& one) { return one.key == "parameters." + names_[k]; });
        if (control == controls.end()) continue;
        const double value = state.value_of(*control).front();
        const auto positive = [&](const std::vector<double>& draw) { return draw[k] > 0; };
        const bool by_ratios =
            logarithmic_[k] && value > 0 && std::all_of(table.parameters.begin(), table.parameters.end(), positive);
        const auto scaled = [&](double number) { return by_ratios ? std::log(number) : number; };
        double mean = 0, variance = 0;
        const auto draws = static_cast<double>(table.draws.size());
        for (const std::vector<double>& draw : table.parameters) mean += scaled(draw[k]) / draws;
        for (const std::vector<double>& draw : table.parameters)
            variance += (scaled(draw[k]) - mean) * (scaled(draw[k]) - mean) / draws;
        if (!(variance > 0)) continue;
        ++counted;
        for (std::size_t d = 0; d < squares.size(); ++d) {
            const double difference = scaled(table.parameters[d][k]) - scaled(value);
            squares[d] += difference * difference / variance;
        }
    }
    for (double& square : squares) square = std::sqrt(square / static_cast<double>(std::max<std::size_t>(counted, 1)));
    return squares;
}

Json NearDraws::cloud_json(const Table& table, const Question& question) const {
    const std::vector<Column> columns = columns_of(question);
    const std::vector<std::size_t> shown = thinned(table.draws.size());
    Json numbers = Json::array(), landmarks = Json::array();
    for (const std::size_t d : shown) numbers.push_back(table.draws[d]);
    for (const double years : question.landmarks_years) {
        Json lines = Json::array();
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (std::abs(columns[c].time_years - years) > 1e-9) continue;
            Json values = Json::array();
            for (const std::size_t d : shown) values.push_back(number_or_null(table.outcomes[d][c]));
            lines.push_back({{"strategy", model_.strategies[columns[c].strategy].name}, {"values", std::move(values)}});
        }
        if (!lines.empty()) landmarks.push_back({{"time_years", years}, {"strategies", std::move(lines)}});
    }
    return {{"draws", std::move(numbers)}, {"landmarks", std::move(landmarks)}};
}

Json NearDraws::near(const State& state, const std::vector<Control>& controls, const Question& question,
                     std::size_t count, const std::function<bool()>& stop_requested) {
    const Table& table = read(question, stop_requested);
    const std::vector<double> distance = distances(table, state, controls);
    std::vector<std::size_t> order(distance.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::size_t shown = std::min(count, order.size());
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
        [&](std::size_t a, std::size_t b) { return distance[a] != distance[b] ? distance[a] < distance[b] : a < b; });
    const std::vector<Column> columns = columns_of(question);
    Json near = Json::array();
    for (std::size_t i = 0; i < shown; ++i) {
        const std::size_t d = order[i];
        std::map<std::size_t, std::map<double, float>> curves;  // [strategy][time]
        for (std::size_t c = 0; c < columns.size(); ++c)
            curves[columns[c].strategy][columns[c].time_years] = table.outcomes[d][c];
        Json lines = Json::array();
        for (const auto& [strategy, points] : curves) {
            Json times = Json::array(), values = Json::array();
            for (const auto& [years, value] : points) {
                times.push_back(years);
                values.push_back(number_or_null(value));
            }
            lines.push_back(
                {{"strategy", model_.strategies[strategy].name}, {"time_years", times}, {"values", values}});
        }
        near.push_back({{"draw", table.draws[d]},
                        {"distance", distance[d]},
                        {"parameters", table.parameters[d]},
                        {"curves", std::move(lines)}});
    }
    Json keys = Json::array();
    for (const std::string& name : names_) keys.push_back("parameters." + name);
    return {{"draws", table.draws.size()},
            {"parameters", std::move(keys)},
            {"near", std::move(near)},
            {"cloud", cloud_json(table, question)}};
}

}  // namespace ibtr::explore
