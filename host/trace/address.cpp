#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "ibtr/core/address.hpp"
#include "ibtr/error.hpp"
#include "ibtr/quantity.hpp"
#include "trace/trace.hpp"

namespace ibtr::trace {
namespace {

constexpr std::size_t most_shown = 12;

std::string levels_of(const Model& model, const Stratum& stratum) {
    std::string text;
    for (std::size_t f = 0; f < model.factors.size(); ++f)
        text += (text.empty() ? "" : "&") + model.factors[f].name + "=" + model.factors[f].levels[stratum.levels[f]];
    return text.empty() ? "all" : text;
}

std::string strata_in_words(const Model& model, const Population& population, const std::vector<std::size_t>& chosen) {
    std::string text;
    for (std::size_t i = 0; i < std::min(chosen.size(), most_shown); ++i)
        text += (i == 0 ? "" : ", ") + stratum_name(model, population, chosen[i]);
    if (chosen.size() > most_shown) text += fmt::format(" and {} more", chosen.size() - most_shown);
    return text;
}

std::vector<std::size_t> strata_of(const Population& population, const WomenClass& women) {
    std::vector<std::size_t> found;
    for (std::size_t h = 0; h < population.strata.size(); ++h) {
        const std::vector<std::size_t>& levels = population.strata[h].levels;
        if (std::all_of(women.begin(), women.end(), [&](const auto& part) {
                return std::find(part.second.begin(), part.second.end(), levels[part.first]) != part.second.end();
            }))
            found.push_back(h);
    }
    return found;
}

template <class Number>
bool read_all(std::string_view text, Number& number) {
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && rest == text.data() + text.size();
}

std::size_t stratum_of(const Model& model, const Population& population, const std::string& text) {
    std::vector<std::size_t> all(population.strata.size());
    for (std::size_t h = 0; h < all.size(); ++h) all[h] = h;
    if (std::size_t number = 0; read_all(text, number)) {
        if (number < all.size()) return number;
        throw UsageError(fmt::format("--patient: there is no stratum {}; this config has {}: {}", text, all.size(),
                                     strata_in_words(model, population, all)));
    }
    const WomenClass women = text == "all" ? WomenClass{} : parse_women(model, text);
    const std::vector<std::size_t> found = strata_of(population, women);
    if (found.size() == 1) return found.front();
    if (found.empty())
        throw UsageError(
            fmt::format("--patient: no stratum has {}; there are: {}", text, strata_in_words(model, population, all)));
    throw UsageError(fmt::format("--patient: {} strata have {}; name one: {}", found.size(), text,
                                 strata_in_words(model, population, found)));
}

}  // namespace

std::string stratum_name(const Model& model, const Population& population, std::size_t stratum) {
    return fmt::format("{} ({})", stratum, levels_of(model, population.strata[stratum]));
}

Address parse_address(const Model& model, const Population& population, const std::string& text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos)
        throw UsageError("--patient " + text +
                         ": expected STRATUM:INDEX, such as 0:17 or, by the levels that reports name, "
                         "factor=level:17");
    Address address;
    const std::uint64_t most = (std::uint64_t{1} << core::patient_index_bits) - 1;
    if (!read_all(std::string_view(text).substr(colon + 1), address.index) || address.index > most)
        throw UsageError(fmt::format("--patient {}: expected a whole number from 0 to {} after the colon", text, most));
    address.stratum = stratum_of(model, population, text.substr(0, colon));
    return address;
}

}  // namespace ibtr::trace
