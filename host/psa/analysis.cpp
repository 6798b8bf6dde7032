#include "psa/analysis.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::psa {
namespace {

constexpr const char* by_exact = "exact";

std::string in_words(const std::string& value) {
    return value.empty() ? "none" : value;
}

/// Reads texts by key.
class RowReader {
public:
    explicit RowReader(const AnalysisRows& rows) : rows_(rows) {}

    [[nodiscard]] const std::string& text(const char* key) const {
        const auto row = rows_.find(key);
        if (row == rows_.end()) throw std::invalid_argument(fmt::format("{} is missing", key));
        return row->second;
    }
    [[nodiscard]] bool has(const char* key) const { return rows_.contains(key); }
    template <class Number>
    [[nodiscard]] Number number(const char* key) const {
        const std::string& digits = text(key);
        Number value{};
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc{} || end != digits.data() + digits.size()) refuse_value(key);
        return value;
    }
    [[noreturn]] void refuse_value(const char* key) const {
        throw std::invalid_argument(fmt::format("{} is '{}'", key, text(key)));
    }

private:
    const AnalysisRows& rows_;
};

Design read_design(const RowReader& reader) {
    Design design;
    try {
        design.kind = design_kind(reader.text("design"));
    } catch (const Error&) {
        reader.refuse_value("design");
    }
    design.draws = reader.number<std::uint32_t>("draws");
    design.replicates = reader.number<std::uint32_t>("replicates");
    design.leaves_out_illegal = reader.has("illegal_draws") && reader.text("illegal_draws") == "left out";
    if (design.draws == 0) reader.refuse_value("draws");
    if (design.replicates == 0 || design.draws % design.replicates != 0) reader.refuse_value("replicates");
    return design;
}

/// "a,b" -> {"a", "b"}: names of groups have no comma.
std::vector<std::string> group_names(const std::string& text) {
    return text.empty() ? std::vector<std::string>{} : split_text(text, ',');
}

}  // namespace

AnalysisRows to_rows(const Analysis& analysis) {
    return {{"config", analysis.config_text},
            {"config_hash", analysis.config_hash},
            {"seed", std::to_string(analysis.seed)},
            {"patients", std::to_string(analysis.patients)},
            {"draws", std::to_string(analysis.design.draws)},
            {"design", to_text(analysis.design.kind)},
            {"replicates", std::to_string(analysis.design.replicates)},
            {"illegal_draws", analysis.design.leaves_out_illegal ? "left out" : "refused"},
            {"first_draw", std::to_string(analysis.range.begin)},
            {"end_draw", std::to_string(analysis.range.end)},
            {"groups", fmt::format("{}", fmt::join(analysis.selection.groups, ","))},
            {"stratified", analysis.selection.stratified ? "yes" : "no"},
            {"hazard_ratios", analysis.selection.hazard_ratios ? "yes" : "no"},
            {"by", analysis.method == DrawMethod::exact ? by_exact : "simulation"},
            {"pilot_optimal_patients",
             analysis.pilot_optimal_patients ? fmt::format("{}", *analysis.pilot_optimal_patients) : ""},
            {"version", analysis.version}};
}

Analysis to_analysis(const AnalysisRows& rows) {
    const RowReader reader(rows);
    Analysis analysis;
    analysis.config_text = reader.text("config");
    analysis.config_hash = reader.text("config_hash");
    analysis.seed = reader.number<std::uint64_t>("seed");
    analysis.patients = reader.number<std::uint64_t>("patients");
    analysis.design = read_design(reader);
    analysis.version = reader.text("version");
    analysis.range = {reader.number<std::uint32_t>("first_draw"), reader.number<std::uint32_t>("end_draw")};
    if (analysis.range.end > analysis.design.draws) reader.refuse_value("end_draw");
    if (analysis.range.begin >= analysis.range.end) reader.refuse_value("first_draw");
    analysis.selection = {group_names(reader.text("groups")), reader.text("stratified") == "yes",
                          reader.text("hazard_ratios") == "yes"};
    if (reader.has("by") && reader.text("by") == by_exact) analysis.method = DrawMethod::exact;
    if (!reader.text("pilot_optimal_patients").empty())
        analysis.pilot_optimal_patients = reader.number<double>("pilot_optimal_patients");
    return analysis;
}

std::string difference(const Analysis& stored, const Analysis& wanted) {
    const AnalysisRows there = to_rows(stored), here = to_rows(wanted);
    for (const char* key : {"version", "by", "seed", "patients", "design", "draws", "replicates", "illegal_draws",
                            "first_draw", "end_draw", "config_hash", "groups", "stratified", "hazard_ratios"})
        if (there.at(key) != here.at(key))
            return fmt::format("{}: {} there, {} here", key, in_words(there.at(key)), in_words(here.at(key)));
    return "";
}

}  // namespace ibtr::psa
