#include "page/report_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ibtr::page {

std::string fixed(double number, int decimals) {
    if (!std::isfinite(number)) return "–";
    const std::string text = fmt::format("{:.{}f}", number, decimals);
    // No minus before nothing.
    const bool nothing = text.find_first_not_of("-0.") == std::string::npos;
    return nothing && text.starts_with('-') ? text.substr(1) : text;
}

std::string grouped(double whole) {
    std::string text = fmt::format("{:.0f}", whole);
    for (std::size_t k = text.size(); k > 3; k -= 3)
        if (text[k - 4] != '-') text.insert(k - 3, ",");
    return text;
}

namespace {

std::string interval_text(double estimate, double low, double high, double scale, int decimals) {
    const std::string text = fixed(scale * estimate, decimals);
    if (!std::isfinite(low) || !std::isfinite(high)) return text;
    return fmt::format("{} ({} to {})", text, fixed(scale * low, decimals), fixed(scale * high, decimals));
}

}  // namespace

std::string per_100(const RecordedNumber& number, bool by_parameters) {
    const double low = by_parameters ? number.cri_low : number.ci_low;
    const double high = by_parameters ? number.cri_high : number.ci_high;
    const int decimals = 100 * (high - low) < 0.3 ? 2 : 1;  // so that the ends of a narrow interval differ
    return interval_text(number.estimate, low, high, 100, decimals);
}

std::string with_interval(const RecordedNumber& number, bool by_parameters, int decimals) {
    return by_parameters ? interval_text(number.estimate, number.cri_low, number.cri_high, 1, decimals)
                         : interval_text(number.estimate, number.ci_low, number.ci_high, 1, decimals);
}

std::string time_in_words(double years) {
    const double months = years * 12;
    if (years == std::floor(years)) return fmt::format("{:g} year{}", years, years == 1 ? "" : "s");
    if (years < 2 && std::abs(months - std::round(months)) < 1e-6) return fmt::format("{:.0f} months", months);
    return fmt::format("{:.4g} years", years);
}

namespace {

template <class Named>
const std::string& label_of(const std::vector<Named>& all, const std::string& name) {
    const auto place = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
    return place == all.end() ? name : place->label;
}

}  // namespace

const std::string& label_of_strategy(const Model& model, const std::string& name) {
    return label_of(model.strategies, name);
}

const std::string& label_of_state(const Model& model, const std::string& name) {
    return label_of(model.states, name);
}

std::string group_in_words(const Model& model, const std::string& group) {
    const auto equals = group.find('=');
    if (equals == std::string::npos) return group;
    for (const Factor& factor : model.factors) {
        if (factor.name != group.substr(0, equals)) continue;
        for (std::size_t level = 0; level < factor.levels.size(); ++level)
            if (factor.levels[level] == group.substr(equals + 1))
                return fmt::format("{}: {}", factor.name, factor.label(level));
    }
    return group;
}

bool has_credible(const CurveRows& rows) {
    return std::any_of(rows.curves.begin(), rows.curves.end(), [](const auto& curve) {
        return std::any_of(curve.second.numbers.begin(), curve.second.numbers.end(),
                           [](const RecordedNumber& number) { return std::isfinite(number.cri_low); });
    });
}

std::string first_population(const CurveRows& rows) {
    std::string first;
    for (const auto& [key, curve] : rows.curves) {
        const std::string& population = std::get<2>(key);
        if (population == "standardised") return population;
        if (first.empty()) first = population;
    }
    return first;
}

}  // namespace ibtr::page
