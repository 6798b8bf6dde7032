#include "explore/near_draws.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <utility>

#include "base/json_number.hpp"
#include "controls/parameter_controls.hpp"
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

/// A number of a draw, in the digits of float32: more than a page shows.
Json sent(const psa::DrawRecord& record, std::size_t outcome) {
    return number_or_null(static_cast<float>(record.outcomes[outcome]));
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
    first_draw_ = store.analysis().range.begin;
    draws_ = store.analysis().range.end - first_draw_;
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
        const Parameter& parameter = session.model().parameters[place];
        drawn_.push_back({place, controls::parameter_key(parameter), spreads_by_ratios(parameter)});
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

void NearDraws::read(const std::function<bool()>& stop_requested) {
    if (!shown_.empty()) return;
    std::vector<std::vector<double>> values(drawn_.size());
    const std::vector<std::size_t> places = thinned(draws_);
    std::vector<psa::DrawRecord> shown;
    psa::Store::open(store_, psa::Store::Check::description).for_each([&](const psa::DrawRecord& record) {
        if (stop_requested()) throw Interrupted("a newer request came");
        for (std::size_t k = 0; k < drawn_.size(); ++k) values[k].push_back(record.parameters[drawn_[k].place]);
        if (shown.size() < places.size() && record.draw == first_draw_ + places[shown.size()]) shown.push_back(record);
    });
    for (std::size_t k = 0; k < drawn_.size(); ++k) {
        drawn_[k].scores = StandardScores(values[k], drawn_[k].spreads_by_ratios);
        drawn_[k].values = std::move(values[k]);
    }
    shown_ = std::move(shown);
}

std::vector<double> NearDraws::distances(const State& state, const std::vector<Control>& controls) const {
    std::vector<double> squares(draws_, 0.0);
    std::size_t counted = 0;
    for (const DrawnParameter& parameter : drawn_) {
        const auto control = std::find_if(controls.begin(), controls.end(),
                                          [&](const Control& one) { return one.key == parameter.key; });
        if (control == controls.end() || !parameter.scores.spread()) continue;
        const double value = state.value_of(*control).front();
        const auto add = [&](const StandardScores& scores) {
            const double here = scores.of(value);
            for (std::size_t d = 0; d < squares.size(); ++d)
                squares[d] += (scores.scores()[d] - here) * (scores.scores()[d] - here);
        };
        ++counted;
        if (parameter.scores.is_logarithmic() && !(value > 0))
            add(StandardScores(parameter.values, false));
        else
            add(parameter.scores);
    }
    for (double& square : squares) square = std::sqrt(square / static_cast<double>(std::max<std::size_t>(counted, 1)));
    return squares;
}

std::vector<psa::DrawRecord> NearDraws::records_of(const std::vector<std::size_t>& places) const {
    const psa::Store store = psa::Store::open(store_, psa::Store::Check::description);
    std::vector<psa::DrawRecord> records;
    for (const std::size_t place : places) {
        const auto draw = static_cast<std::uint32_t>(first_draw_ + place);
        std::optional<psa::DrawRecord> record = store.find(draw);
        const auto is_as_read = [&](const DrawnParameter& parameter) {
            return record->parameters.at(parameter.place) == parameter.values[place];
        };
        if (!record || !std::all_of(drawn_.begin(), drawn_.end(), is_as_read))
            throw StorageError(store_.string() +
                               ": is another than when its draws were read; start ibtr explore again");
        records.push_back(*std::move(record));
    }
    return records;
}

Json NearDraws::cloud_json(const Question& question, const std::vector<Column>& columns) const {
    Json numbers = Json::array(), landmarks = Json::array();
    for (const psa::DrawRecord& record : shown_) numbers.push_back(record.draw);
    for (const double years : question.landmarks_years) {
        Json lines = Json::array();
        for (const Column& column : columns) {
            if (std::abs(column.time_years - years) > 1e-9) continue;
            Json values = Json::array();
            for (const psa::DrawRecord& record : shown_) values.push_back(sent(record, column.outcome));
            lines.push_back({{"strategy", model_.strategies[column.strategy].name}, {"values", std::move(values)}});
        }
        if (!lines.empty()) landmarks.push_back({{"time_years", years}, {"strategies", std::move(lines)}});
    }
    return {{"draws", std::move(numbers)}, {"landmarks", std::move(landmarks)}};
}

Json NearDraws::near_json(const psa::DrawRecord& record, double distance, const std::vector<Column>& columns) const {
    std::map<std::size_t, std::map<double, Json>> curves;  // [strategy][time]
    for (const Column& column : columns) curves[column.strategy][column.time_years] = sent(record, column.outcome);
    Json lines = Json::array(), parameters = Json::array();
    for (const auto& [strategy, points] : curves) {
        Json times = Json::array(), values = Json::array();
        for (const auto& [years, value] : points) {
            times.push_back(years);
            values.push_back(value);
        }
        lines.push_back({{"strategy", model_.strategies[strategy].name}, {"time_years", times}, {"values", values}});
    }
    for (const DrawnParameter& parameter : drawn_) parameters.push_back(record.parameters[parameter.place]);
    return {{"draw", record.draw},
            {"distance", distance},
            {"parameters", std::move(parameters)},
            {"curves", std::move(lines)}};
}

Json NearDraws::near(const State& state, const std::vector<Control>& controls, const Question& question,
                     std::size_t count, const std::function<bool()>& stop_requested) {
    read(stop_requested);
    const std::vector<double> distance = distances(state, controls);
    std::vector<std::size_t> order(distance.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::size_t shown = std::min(count, order.size());
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
        [&](std::size_t a, std::size_t b) { return distance[a] != distance[b] ? distance[a] < distance[b] : a < b; });
    order.resize(shown);
    const std::vector<Column> columns = columns_of(question);
    Json near = Json::array(), keys = Json::array();
    for (const psa::DrawRecord& record : records_of(order))
        near.push_back(near_json(record, distance[record.draw - first_draw_], columns));
    for (const DrawnParameter& parameter : drawn_) keys.push_back(parameter.key);
    return {{"draws", draws_},
            {"parameters", std::move(keys)},
            {"near", std::move(near)},
            {"cloud", cloud_json(question, columns)}};
}

}  // namespace ibtr::explore
