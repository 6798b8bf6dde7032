#include "bench/synthetic_config.hpp"

#include <fmt/format.h>

namespace ibtr::bench {
namespace {

/// A piecewise-constant hazard about `rate`, whose pieces differ so that none can be joined.
std::string hazard(double rate, unsigned pieces) {
    std::string starts, rates;
    for (unsigned p = 0; p < pieces; ++p) {
        starts += fmt::format("{}{}", p > 0 ? ", " : "", 15.0 * p / pieces);
        rates += fmt::format("{}{}", p > 0 ? ", " : "", rate * (p % 2 == 0 ? 0.9 : 1.1));
    }
    return fmt::format("{{ family = \"piecewise_constant\", starts_years = [{}], rates_per_year = [{}] }}", starts,
                       rates);
}

std::string transition(const std::string& name, const std::string& from, const std::string& to, double rate,
                       const SyntheticSize& size) {
    std::string text = fmt::format(
        "[[transitions]]\nname = \"{}\"\nfrom = \"{}\"\nto = \"{}\"\nclock = \"{}\"\nsource = \"assumption\"\nhazard = "
        "{}\n",
        name, from, to, from == "start" ? "time" : "sojourn", hazard(rate, size.pieces));
    text += "hazard_ratios = [";
    for (unsigned s = 1; s < size.strategies; ++s)
        text += fmt::format(R"({{ strategy = "s{}", value = {}, source = "assumption" }}, )", s, 1.0 + 0.1 * s);
    for (unsigned h = 1; h < size.strata; ++h)
        text += fmt::format(R"({{ factor = "f", level = "l{}", value = {}, source = "assumption" }}, )", h,
                            0.5 + static_cast<double>(h) / size.strata);
    return text + "]\n";
}

}  // namespace

std::string synthetic_config(const SyntheticSize& size) {
    const unsigned later = size.exits - 1;  // one living state for each exit of the start but death
    std::string text = fmt::format(
        "schema = 1\nname = \"synthetic\"\nhorizon_years = 15\ngrid_per_year = {}\nlandmarks_years = [5]\npatients = "
        "1000000\n"
        "seed = 1\nstart_state = \"start\"\nreference_strategy = \"s0\"\n",
        size.grid_per_year);
    text += "[[states]]\nname = \"start\"\n[[states]]\nname = \"dead\"\nabsorbing = true\n";
    for (unsigned k = 0; k < later; ++k) text += fmt::format("[[states]]\nname = \"later{}\"\n", k);
    for (unsigned s = 0; s < size.strategies; ++s) text += fmt::format("[[strategies]]\nname = \"s{}\"\n", s);
    if (size.strata > 1) {
        std::string levels, probabilities;
        for (unsigned h = 0; h < size.strata; ++h) {
            levels += fmt::format("\"l{}\", ", h);
            probabilities += fmt::format("{}, ", 1.0 / size.strata);
        }
        text += fmt::format("[[factors]]\nname = \"f\"\nsource = \"assumption\"\nlevels = [{}]\nprobabilities = [{}]\n",
                            levels, probabilities);
    }
    text += transition("death", "start", "dead", 0.01, size);
    std::string distant;
    for (unsigned k = 0; k < later; ++k) {
        const std::string here = fmt::format("later{}", k);
        text += transition(fmt::format("to_{}", here), "start", here, 0.04 / later, size);
        text += transition(fmt::format("death_{}", here), here, "dead", 0.05, size);
        if (k + 1 < later)
            text += transition(fmt::format("on_{}", here), here, fmt::format("later{}", k + 1), 0.05, size);
        distant += fmt::format("\"to_{}\", ", here);
    }
    text += "[endpoints]\ndeath_other = [\"death\"";
    for (unsigned k = 0; k < later; ++k) text += fmt::format(", \"death_later{}\"", k);
    return text + fmt::format("]\ndistant = [{}]\n", distant);
}

}  // namespace ibtr::bench
