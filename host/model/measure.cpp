#include "ibtr/measure.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

constexpr std::size_t measures = static_cast<std::size_t>(Measure::difference) + 1;

// clang-format off
constexpr std::array<MeasureTraits, measures> table{{
    // measure                        name                       words                            contrast scale             solvable published of_mean
    {Measure::value,                  "value",                   "value",                            false, Scale::plain,     false, false,    false},
    {Measure::proportion,             "proportion",              "proportion",                       false, Scale::survival,  true,  true,     false},
    {Measure::rr_event,               "rr_event",                "ratio of proportions with event",  true,  Scale::ratio,     true,  true,     false},
    {Measure::rr_alive,               "rr_alive",                "ratio of proportions alive",       true,  Scale::ratio,     true,  true,     false},
    {Measure::rd,                     "rd",                      "difference of proportions alive",  true,  Scale::plain,     true,  true,     false},
    {Measure::nnt,                    "nnt",                     "number needed to treat",           true,  Scale::plain,     false, false,    false},
    {Measure::rmst_diff,              "rmst_diff",               "difference of restricted means",   true,  Scale::plain,     false, false,    true},
    {Measure::rmtl_ratio,             "rmtl_ratio",              "ratio of restricted times lost",   true,  Scale::ratio,     true,  true,     true},
    {Measure::hr,                     "hr",                      "hazard ratio",                     true,  Scale::ratio,     true,  true,     false},
    {Measure::hr_stratified,          "hr_stratified",           "hazard ratio within classes",      true,  Scale::ratio,     true,  true,     false},
    {Measure::cumulative_hazard_ratio, "cumulative_hazard_ratio", "ratio of cumulative hazards",     true,  Scale::ratio,     true,  false,    false},
    {Measure::share_distant,          "share_distant",           "share of metastases",              false, Scale::incidence, true,  false,    false},
    {Measure::p_value,                "p_value",                 "p value",                          true,  Scale::plain,     false, true,     false},
    {Measure::total,                  "total",                   "total",                            false, Scale::plain,     false, false,    false},
    {Measure::difference,             "difference",              "difference of totals",             true,  Scale::plain,     false, false,    false},
}};
// clang-format on

constexpr bool in_order() {
    for (std::size_t i = 0; i < measures; ++i)
        if (table[i].name == nullptr || static_cast<std::size_t>(table[i].measure) != i) return false;
    return true;
}
static_assert(in_order(), "one row a measure, in their order");

}  // namespace

const MeasureTraits& traits(Measure measure) {
    return table[static_cast<std::size_t>(measure)];
}

std::optional<Measure> find_measure(std::string_view name) {
    const auto* const row = std::find_if(table.begin(), table.end(),
                                         [&](const MeasureTraits& candidate) { return candidate.name == name; });
    return row == table.end() ? std::nullopt : std::optional(row->measure);
}

Measure parse_measure(const std::string& name) {
    if (const auto measure = find_measure(name)) return *measure;
    std::vector<std::string> names;
    for (const MeasureTraits& row : table) names.emplace_back(row.name);
    throw UsageError("measure " + unknown_name(name, names));
}

std::vector<std::string> measure_names(bool MeasureTraits::*holds) {
    std::vector<std::string> names;
    for (const MeasureTraits& row : table)
        if (row.*holds) names.emplace_back(row.name);
    return names;
}

}  // namespace ibtr
