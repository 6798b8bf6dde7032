#include "explore/target_search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json_number.hpp"
#include "base/roots.hpp"
#include "base/statistics.hpp"
#include "estimate/quantity_values.hpp"
#include "ibtr/changed_model.hpp"
#include "ibtr/error.hpp"
#include "model/difference_sign.hpp"
#include "model/endpoint_rules.hpp"
#include "solve/solve_parameter.hpp"

namespace ibtr::explore {
namespace {

using Json = nlohmann::ordered_json;

Measure measure_of(const Json& quantity) {
    const auto kind = quantity.find("kind");
    if (kind != quantity.end() && *kind == "value") return Measure::value;
    if (kind != quantity.end() && *kind == "difference") return Measure::rd;
    if (kind != quantity.end() && *kind == "risk_ratio") return Measure::rr_event;
    throw UsageError("quantity.kind: is value, difference or risk_ratio");
}

StrategyIndex strategy_of(const Json& quantity, const Model& model) {
    const auto name = quantity.find("strategy");
    for (StrategyIndex s; s < model.strategies.size(); ++s)
        if (name != quantity.end() && *name == model.strategies[s].name) return s;
    throw UsageError("quantity.strategy: the model has none of this name");
}

/// Why a slider has no value that meets the target.
std::string reason_of(const Root& root) {
    const char* side = root.closest_number < root.wanted.number ? "at most" : "at least";
    return fmt::format("it is {} {:.6g}, at {:.6g}", side, root.closest_number, root.closest);
}

double next_to(const std::vector<double>& values, double place) {
    return *std::min_element(values.begin(), values.end(),
                             [&](double a, double b) { return std::abs(a - place) < std::abs(b - place); });
}

}  // namespace

TargetNumber read_target(const Json& json, const Model& model) {
    const auto asked = json.find("quantity");
    const auto value = json.find("value");
    if (asked == json.end() || !asked->is_object()) throw UsageError("quantity: is no object");
    if (value == json.end() || !value->is_number()) throw UsageError("value: is no number");
    Json question = *asked;
    question["landmarks_years"] = Json::array({asked->value("time_years", Json(nullptr))});
    const Question where = read_question(question, model);
    TargetNumber target;
    Quantity& quantity = target.quantity;
    quantity.measure = measure_of(*asked);
    quantity.population = where.population;
    quantity.strategy = strategy_of(*asked, model);
    quantity.endpoint = where.endpoint;
    quantity.time_years = where.landmarks_years.front();
    quantity.group = where.group.women();
    target.value = value->get<double>();
    if (is_contrast(quantity.measure)) quantity.comparator = model.reference_strategy;
    if (quantity.comparator == quantity.strategy)
        throw UsageError("quantity.strategy: is the one that all others are compared with");
    const EndpointKind kind = kind_of_endpoint(quantity.endpoint);
    if (kind == EndpointKind::occupancy || kind == EndpointKind::restricted_mean)
        throw UsageError("quantity.endpoint: shares of people with an event can be a target");
    if (quantity.measure == Measure::rd) target.sign = sign_of_difference(quantity.endpoint);
    return target;
}

TargetSearch::TargetSearch(const LoadedConfig& config, const std::string& name, const std::vector<Control>& controls,
                           unsigned threads, std::function<bool()> make_way)
    : config_(config), name_(name), controls_(controls), threads_(threads), make_way_(std::move(make_way)) {}

TargetSearch::~TargetSearch() {
    stop();
}

void TargetSearch::stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
}

void TargetSearch::start(State state, TargetNumber target, bool coarse_first) {
    stop();
    stop_ = false;
    {
        const std::scoped_lock lock(mutex_);
        found_.clear();
        of_ = static_cast<std::size_t>(std::count_if(controls_.begin(), controls_.end(), [](const Control& control) {
            return control.kind != ControlKind::shares;
        }));
        is_running_ = true;
        was_stopped_ = false;
        error_.clear();
        stopwatch_ = Stopwatch();
    }
    thread_ = std::thread([this, from = std::move(state), wanted = std::move(target), coarse_first] {
        search(from, wanted, coarse_first);
    });
}

void TargetSearch::search(const State& state, const TargetNumber& target, bool coarse_first) {
    std::string error;
    bool stopped = false;
    try {
        for (const Control& control : controls_) {
            if (control.kind == ControlKind::shares) continue;
            Found found = search(state, target, control, coarse_first);
            const std::scoped_lock lock(mutex_);
            found_.push_back(std::move(found));
        }
    } catch (const Interrupted&) {
        stopped = true;
    } catch (const std::exception& failure) {
        error = failure.what();
    }
    const std::scoped_lock lock(mutex_);
    is_running_ = false;
    was_stopped_ = stopped;
    error_ = error;
    seconds_ = stopwatch_.seconds();
}

double TargetSearch::number_at(const State& state, const TargetNumber& target, bool coarse) const {
    while (make_way_() && !stop_) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (stop_) throw Interrupted("stopped by the page");
    try {
        LoadedConfig config = load_config_text(config_.text, name_, state.overrides());
        Model model = std::move(config.model);
        Question where;
        where.landmarks_years = {target.quantity.time_years};
        const std::optional<unsigned> grid = coarse ? coarse_grid(model, std::nullopt, where) : std::nullopt;
        if (grid) model = changed_model(std::move(model), [&](Model& other) { other.grid_per_year = *grid; });
        return target.sign * quantity_values(model, base_parameters(model), std::array{target.quantity},
                                             ExactOptions{.budget_seconds = 0,
                                                          .step_tolerance = grid ? 1e-3 : 1e-8,
                                                          .threads = threads_,
                                                          .stop_requested = [this] { return stop_.load(); }})
                                 .front();
    } catch (const UsageError&) {
        return undefined;  // the model does not allow the value
    }
}

/// A root of the coarse solution moved to one of the exact solution, by secants.
double TargetSearch::polished(const State& state, const TargetNumber& target, const Control& control,
                              double root) const {
    constexpr double beside = 1e-3, close_enough = 1e-9;
    constexpr int most_steps = 6;
    const auto difference = [&](double x) {
        return number_at(state.with(control.key, x), target, false) - target.value;
    };
    const auto inside = [&](double x) { return std::clamp(x, control.minimum, control.maximum); };
    double before = inside(root + beside * (control.logarithmic ? root : control.maximum - control.minimum)),
           here = root;
    double at_before = difference(before), at_here = difference(here);
    for (int step = 0; step < most_steps && std::abs(at_here) > close_enough && at_here != at_before; ++step) {
        const double next = inside(here - at_here * (here - before) / (at_here - at_before));
        before = std::exchange(here, next);
        at_before = std::exchange(at_here, difference(next));
    }
    return std::isfinite(here) ? here : root;
}

TargetSearch::Found TargetSearch::search(const State& state, const TargetNumber& target, const Control& control,
                                         bool coarse_first) const {
    Found found;
    found.key = control.key;
    if (!control.enters) {
        found.reason = "it does not enter the solution";
        return found;
    }
    const auto number = [&](double x) { return number_at(state.with(control.key, x), target, coarse_first); };
    const double middle =
        control.logarithmic ? std::sqrt(control.minimum * control.maximum) : (control.minimum + control.maximum) / 2;
    const double at_ends[]{number(control.minimum), number(middle), number(control.maximum)};
    if (at_ends[0] == at_ends[1] && at_ends[1] == at_ends[2]) {
        found.reason = "it does not move this number";
        return found;
    }
    const Solution solution =
        solve_for(number, {control.minimum, control.maximum, control.logarithmic}, {Wanted{"value", target.value}});
    const Root& root = solution.roots.front();
    found.values = root.at;
    if (coarse_first)
        for (double& value : found.values) value = polished(state, target, control, value);
    found.closest = root.closest;
    found.closest_number = root.closest_number;
    if (found.values.empty())
        found.reason = reason_of(root);
    else
        found.nearest = next_to(found.values, state.value_of(control).front());
    return found;
}

Json TargetSearch::progress() const {
    const std::scoped_lock lock(mutex_);
    Json results = Json::array();
    for (const Found& found : found_) {
        const bool met = !found.values.empty();
        results.push_back({{"key", found.key},
                           {"value", met ? Json(found.nearest) : Json(nullptr)},
                           {"values", found.values},
                           {"reason", met ? Json(nullptr) : Json(found.reason)}});
    }
    return {{"running", is_running_},
            {"stopped", was_stopped_},
            {"seconds", is_running_ ? stopwatch_.seconds() : seconds_},
            {"done", found_.size()},
            {"of", of_},
            {"results", std::move(results)},
            {"error", error_.empty() ? Json(nullptr) : Json(error_)}};
}

}  // namespace ibtr::explore
