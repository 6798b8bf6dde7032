#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "config/build.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::config {
namespace {

const std::vector<std::string> families{"beta",    "gamma",      "lognormal", "normal", "truncated_normal",
                                        "uniform", "triangular", "pert"};

void read_pair(Build& build, const Cursor& at, std::optional<double>& low, std::optional<double>& high) {
    if (!at.present()) return;
    const std::vector<double> limits = at.numbers();
    if (limits.size() != 2 || !(limits[0] < limits[1])) {
        build.report(at, "must be two numbers, the lower first: [low, high]");
    } else {
        low = limits[0];
        high = limits[1];
    }
}

std::optional<double> read_positive(Build& build, const Cursor& at) {
    const auto number = at.number();
    if (!number || *number > 0) return number;
    build.report(at, "must be above 0");
    return std::nullopt;
}

/// One way of stating an error is enough, two could contradict each other.
bool states_one_error(Build& build, const Cursor& at) {
    constexpr std::array<std::string_view, 7> ways{"ci95", "standard_error", "log_standard_error", "events", "sd",
                                                   "iqr",  "range"};
    const auto given =
        std::count_if(ways.begin(), ways.end(), [&](std::string_view key) { return at.at(key).present(); });
    const bool support = at.at("low").present() && at.at("high").present();
    if (given == 1 || (given == 0 && support)) return true;
    build.report(at,
                 "must give exactly one of: ci95 = [low, high]; standard_error; log_standard_error; events with "
                 "sample_size; sd, iqr or range of patients with sample_size; or low and high alone");
    return false;
}

bool has_its_sample_size(Build& build, const Cursor& at) {
    const bool size = at.at("sample_size").present();
    if (at.at("events").present() && !size) {
        build.report(at, "events and sample_size belong together; one is missing");
        return false;
    }
    for (const char* key : {"sd", "iqr", "range"}) {
        if (!at.at(key).present()) continue;
        if (!size)
            build.report(at.at(key),
                         fmt::format("the {} describes patients, not the error of their mean; add sample_size, or give "
                                     "a standard_error or ci95",
                                     key));
        return size;
    }
    if (!size || at.at("events").present()) return true;
    build.report(at.at("sample_size"), "goes with events, sd, iqr or range; none is given");
    return false;
}

void check_numbers(Build& build, const Cursor& at, const Uncertainty& uncertainty) {
    if (uncertainty.events && *uncertainty.events < 0) build.report(at.at("events"), "must be 0 or more");
    if (uncertainty.family == "beta" && uncertainty.events && uncertainty.sample_size &&
        *uncertainty.events > *uncertainty.sample_size)
        build.report(at, "events must not exceed sample_size");
    if (uncertainty.low && uncertainty.high && !(*uncertainty.low < *uncertainty.high))
        build.report(at.at("high"), "must be above low");
    const bool patients = uncertainty.sd || uncertainty.iqr_low || uncertainty.range_low;
    if (patients && uncertainty.sample_size && *uncertainty.sample_size < 2)
        build.report(at.at("sample_size"), "must be 2 or more");
    const bool takes_support = uncertainty.family == "truncated_normal" || uncertainty.family == "uniform" ||
                               uncertainty.family == "triangular" || uncertainty.family == "pert";
    for (const char* key : {"low", "high"})
        if (at.at(key).present() && !takes_support)
            build.report(at.at(key), "is for truncated_normal, uniform, triangular and pert");
    if (uncertainty.family == "truncated_normal" && !uncertainty.low && !uncertainty.high)
        build.report(at, "must say where the normal is cut: low, high or both");
    if (uncertainty.family != "truncated_normal" && takes_support &&
        at.at("low").present() != (at.at("high").present() && !uncertainty.ci95_low && !uncertainty.standard_error))
        build.report(at, "must give low and high together, and nothing else");
}

}  // namespace

std::optional<Uncertainty> read_uncertainty(Build& build, const Cursor& at) {
    const std::size_t before = build.problems.size();
    Uncertainty uncertainty;
    if (resolve(build, at.at("family"), families)) uncertainty.family = *at.at("family").text();
    if (at.at("value_is").present() && resolve(build, at.at("value_is"), {"mean", "median"}))
        uncertainty.value_is = *at.at("value_is").text();
    if (!states_one_error(build, at) || !has_its_sample_size(build, at)) return std::nullopt;
    read_pair(build, at.at("ci95"), uncertainty.ci95_low, uncertainty.ci95_high);
    read_pair(build, at.at("iqr"), uncertainty.iqr_low, uncertainty.iqr_high);
    read_pair(build, at.at("range"), uncertainty.range_low, uncertainty.range_high);
    uncertainty.standard_error = read_positive(build, at.at("standard_error"));
    uncertainty.log_standard_error = read_positive(build, at.at("log_standard_error"));
    uncertainty.sd = read_positive(build, at.at("sd"));
    uncertainty.events = at.at("events").number();
    uncertainty.sample_size = read_positive(build, at.at("sample_size"));
    uncertainty.low = at.at("low").number();
    uncertainty.high = at.at("high").number();
    check_numbers(build, at, uncertainty);
    return build.problems.size() == before ? std::optional(std::move(uncertainty)) : std::nullopt;
}

void check_fit(Build& build, const Cursor& at, const Parameter& parameter) {
    if (!parameter.value || !parameter.uncertainty) return;
    try {
        static_cast<void>(fit_distribution(*parameter.value, *parameter.uncertainty));
    } catch (const UsageError& error) {
        build.report(at, error.what());
    }
}

}  // namespace ibtr::config
