#include "bench/scaling.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "bench/contestants.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/study.hpp"

namespace ibtr::bench {
namespace {

/// A model whose size is given by numbers, for measuring how speed scales.
struct SyntheticSize {
    unsigned strategies = 2;
    unsigned exits = 3;   ///< of the start state, 2 to 8; every living state has two more
    unsigned strata = 1;  ///< levels of one factor that multiplies every hazard
    unsigned grid_per_year = 12;
    unsigned pieces = 1;  ///< of each baseline hazard
};

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

/// TOML text of a model with a chain of living states, each of which can also end in death.
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

}  // namespace

std::vector<Contestant> scaling_contestants(unsigned threads) {
    const std::shared_ptr<Backend> backend = make_backend("auto", threads);
    std::vector<std::pair<std::string, SyntheticSize>> sizes;
    for (const unsigned n : {1U, 2U, 4U, 8U}) sizes.push_back({fmt::format("{} strategies", n), {.strategies = n}});
    for (const unsigned n : {2U, 3U, 5U, 8U})
        sizes.push_back({fmt::format("{} exits of the start state", n), {.exits = n}});
    for (const unsigned n : {1U, 10U, 100U}) sizes.push_back({fmt::format("{} strata", n), {.strata = n}});
    for (const unsigned n : {1U, 12U, 120U}) sizes.push_back({fmt::format("{} bins a year", n), {.grid_per_year = n}});
    for (const unsigned n : {1U, 15U, 60U, 500U}) sizes.push_back({fmt::format("{} hazard pieces", n), {.pieces = n}});
    const auto study_of = [](const SyntheticSize& size) {
        return std::make_shared<const Study>(load_config_text(synthetic_config(size), "synthetic config"));
    };
    std::vector<Contestant> contestants;
    for (const unsigned women : {1000U, 10000U, 100000U, 1000000U, 10000000U})
        contestants.push_back(
            repeated_simulation(study_of({}), backend, fmt::format("{} women a run", women), threads, women));
    for (const auto& [name, size] : sizes) {
        const auto study = study_of(size);
        contestants.push_back(simulation(study, backend, name, threads));
    }
    return contestants;
}

}  // namespace ibtr::bench
