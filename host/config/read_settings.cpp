#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "config/build.hpp"

namespace ibtr::config {
namespace {

constexpr double max_bins = 1 << 14;

bool is_whole_number_of_bins(double years, unsigned grid_per_year) {
    const double bins = years * static_cast<double>(grid_per_year), whole = std::round(bins);
    return whole >= 1 && std::abs(bins - whole) <= 1e-9 * bins;
}

/// A whole number in [low, high], or the fallback where the key is missing.
std::uint64_t read_whole(Build& build, std::string_view key, std::uint64_t fallback, std::int64_t low,
                         std::int64_t high) {
    const Cursor at = build.root.at(key);
    const auto value = at.whole();
    if (!value) return fallback;
    if (*value < low || *value > high) {
        build.report(at, fmt::format("is {}; allowed: {} to {}", *value, low, high));
        return fallback;
    }
    return static_cast<std::uint64_t>(*value);
}

void read_horizon(Build& build) {
    Model& model = build.model;
    const Cursor at = build.root.at("horizon_years");
    model.horizon_years = at.number().value_or(1);
    const double bins = model.horizon_years * static_cast<double>(model.grid_per_year);
    if (model.horizon_years <= 0) {
        build.report(at, fmt::format("is {}; it must be above 0", model.horizon_years));
    } else if (!is_whole_number_of_bins(model.horizon_years, model.grid_per_year)) {
        build.report(at, fmt::format("{} years are {:.6g} bins of 1/{} year; it must be a whole number of bins",
                                     model.horizon_years, bins, model.grid_per_year));
    } else if (bins > max_bins) {
        build.report(at, fmt::format("{} years are {} bins of 1/{} year; at most {} are allowed", model.horizon_years,
                                     bins, model.grid_per_year, max_bins));
    }
}

void read_cycle(Build& build) {
    const Cursor at = build.root.at("cycle_years");
    const std::optional<double> years = at.number();
    if (!years) return;
    if (*years > 0)
        build.model.cycle_years = *years;
    else
        build.report(at, fmt::format("is {}; a cycle lasts longer than 0 years", *years));
}

/// A bin a cycle where a year has whole cycles.
std::int64_t default_grid(const Model& model) {
    if (!model.cycle_years) return 12;
    return std::max<std::int64_t>(1, std::llround(1 / *model.cycle_years));
}

/// A cycle is whole bins, up to the digits in which 1/12 or 1/52 is written, and the horizon is whole cycles.
void check_cycle(Build& build) {
    Model& model = build.model;
    if (!model.cycle_years) return;
    const Cursor at = build.root.at("cycle_years");
    const double bins = *model.cycle_years * static_cast<double>(model.grid_per_year);
    const double whole = std::round(bins);
    if (whole < 1 || std::abs(bins - whole) > 1e-6 * bins) {
        build.report(at, fmt::format("{:g} years are {:g} bins of 1/{} year; a cycle must be a whole number of bins: "
                                     "change grid_per_year, and write a fraction such as 1/12 with 8 digits",
                                     *model.cycle_years, bins, model.grid_per_year));
        model.cycle_years.reset();
        return;
    }
    model.cycle_years = whole / static_cast<double>(model.grid_per_year);
    const double cycles = build.root.at("horizon_years").number().value_or(0) / *model.cycle_years;
    if (std::abs(cycles - std::round(cycles)) > 1e-9 * cycles)
        build.report(build.root.at("horizon_years"),
                     fmt::format("is {:g} cycles of {:g} years; it must be a whole number of cycles", cycles,
                                 *model.cycle_years));
}

void read_landmarks(Build& build) {
    Model& model = build.model;
    const Cursor at = build.root.at("landmarks_years");
    model.landmarks_years = at.present() ? at.numbers() : std::vector{model.horizon_years};
    if (!build.root.at("horizon_years").number()) return;
    for (const Cursor& element : at.elements()) {
        const double years = element.number().value_or(model.horizon_years);
        if (years <= 0 || years > model.horizon_years) {
            build.report(element, fmt::format("is {}; it must be above 0 and at most the horizon, {}", years,
                                              model.horizon_years));
        } else if (!is_whole_number_of_bins(years, model.grid_per_year)) {
            build.report(element, fmt::format("is {}; it must be a whole number of bins of 1/{} year", years,
                                              model.grid_per_year));
        }
    }
    const auto& landmarks = model.landmarks_years;
    const auto bin = [&](double years) { return std::round(years * static_cast<double>(model.grid_per_year)); };
    const auto is_no_later = [&](double later, double earlier) { return bin(later) >= bin(earlier); };
    if (std::adjacent_find(landmarks.begin(), landmarks.end(), is_no_later) != landmarks.end()) {
        build.report(at, "must ascend, each by a bin or more");
    }
}

}  // namespace

void read_settings(Build& build) {
    Model& model = build.model;
    constexpr std::int64_t max_patients = std::int64_t{1} << 42;  // index bits of a patient's address
    constexpr std::int64_t max_grid = 1 << 14;
    read_whole(build, "schema", 1, 1, 1);
    model.name = build.root.at("name").text_or("");
    if (build.root.at("name").text()) check_name(build, build.root.at("name"), model.name);
    model.title = read_prose(build, build.root.at("title"), model.name);
    model.people = read_label(build, build.root.at("people"), model.people);
    read_cycle(build);
    model.grid_per_year = static_cast<unsigned>(read_whole(build, "grid_per_year", default_grid(model), 1, max_grid));
    check_cycle(build);
    read_horizon(build);
    read_landmarks(build);
    model.patients = read_whole(build, "patients", 1000000, 1, max_patients);
    model.batches = static_cast<unsigned>(read_whole(build, "batches", 50, 2, 1000));
    model.visit_limit = static_cast<unsigned>(read_whole(build, "visit_limit", 255, 1, 255));
    model.seed = read_whole(build, "seed", 1, 0, std::numeric_limits<std::int64_t>::max());
    for (const Cursor& element : build.root.at("groups").elements()) {
        const auto factor = resolve_new(build, element, names_of(model.factors), model.group_factors);
        if (factor) model.group_factors.push_back(*factor);
    }
}

}  // namespace ibtr::config
