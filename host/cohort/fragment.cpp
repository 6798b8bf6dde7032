#include "cohort/fragment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ibtr/error.hpp"

namespace ibtr::cohort {
namespace {

using survival::FittedFamily;
using survival::ParametricFit;

/// A basic string of TOML.
std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return result + "\"";
}

std::string source_of(const CohortAnalysis& analysis) {
    std::string files;
    for (const SourceFile& file : analysis.cohort.files)
        files += fmt::format("{}{} (digest {})", files.empty() ? "" : ", ", file.path, file.digest);
    return fmt::format("ibtr cohort: {}, {} people", files, analysis.cohort.people);
}

std::string unit_of(const std::string& key) {
    if (key == "rate_per_year" || key == "rates_per_year" || key == "shape_per_year") return "per_year";
    if (key == "scale_years") return "years";
    return key == "shape" ? "ratio" : "none";
}

/// The parameters of one transition's fit, with their errors.
class FitText {
public:
    FitText(const std::string& transition, const ParametricFit& fit, const std::string& source)
        : transition_(transition), fit_(fit), source_(source) {}

    [[nodiscard]] std::string parameters() const {
        const bool all_logarithms =
            std::all_of(fit_.is_logarithm.begin(), fit_.is_logarithm.end(), [](std::uint8_t is) { return is != 0; });
        std::string text;
        std::vector<std::string> tied;  // named as they are drawn
        for (std::size_t j = 0; j < fit_.values.size(); ++j) {
            const bool is_independent = fit_.values.size() == 1 || fit_.family == FittedFamily::piecewise_constant;
            if (is_independent || all_logarithms || fit_.is_logarithm[j] == 0) {
                text += table(name(j), fmt::format("value = {}", fit_.values[j]), unit_of(fit_.keys[j]));
                if (is_independent)
                    text += fmt::format("uncertainty = {{ family = \"lognormal\", log_standard_error = {} }}\n",
                                        std::sqrt(fit_.covariance[j * fit_.values.size() + j]));
                if (!is_independent) tied.push_back(name(j));
            } else {
                const std::string logarithm = transition_ + "_log_" + fit_.keys[j];
                text += table(logarithm, fmt::format("value = {}", fit_.coordinate(j)), "none");
                text += table(name(j), fmt::format("expression = \"exp({})\"", logarithm), unit_of(fit_.keys[j]));
                tied.push_back(logarithm);
            }
        }
        return tied.empty() ? text : text + joint(tied, all_logarithms);
    }

    [[nodiscard]] std::string hazard() const {
        std::string text = fmt::format("hazard = {{ family = \"{}\"", survival::name_of(fit_.family));
        if (fit_.family == FittedFamily::piecewise_constant) {
            std::string starts, rates;
            for (std::size_t j = 0; j < fit_.values.size(); ++j) {
                starts += fmt::format("{}{}", j == 0 ? "" : ", ", fit_.starts_years[j]);
                rates += fmt::format("{}\"{}\"", j == 0 ? "" : ", ", name(j));
            }
            return text + fmt::format(", starts_years = [{}], rates_per_year = [{}] }}\n", starts, rates);
        }
        for (std::size_t j = 0; j < fit_.values.size(); ++j)
            text += fmt::format(", {} = \"{}\"", fit_.keys[j], name(j));
        return text + " }\n";
    }

private:
    /// Of a piecewise constant hazard numbered from 1.
    [[nodiscard]] std::string name(std::size_t j) const {
        if (fit_.family == FittedFamily::piecewise_constant) return fmt::format("{}_rate_{}", transition_, j + 1);
        return transition_ + "_" + fit_.keys[j];
    }
    [[nodiscard]] std::string table(const std::string& parameter, const std::string& value,
                                    const std::string& unit) const {
        return fmt::format("\n[parameters.{}]\n{}\nunit = \"{}\"\nsource = {}\n", parameter, value, unit, source_);
    }
    [[nodiscard]] std::string joint(const std::vector<std::string>& names, bool of_logarithms) const {
        std::string listed, rows;
        const std::size_t n = names.size();
        for (std::size_t j = 0; j < n; ++j) {
            listed += fmt::format("{}\"{}\"", j == 0 ? "" : ", ", names[j]);
            rows += j == 0 ? "[" : ", [";
            for (std::size_t k = 0; k < n; ++k)
                rows += fmt::format("{}{}", k == 0 ? "" : ", ", fit_.covariance[j * n + k]);
            rows += "]";
        }
        return fmt::format(
            "\n[[joint_uncertainty]]\nfamily = \"{}\"\nparameters = [{}]\ncovariance = [{}]\nsource = {}\n",
            of_logarithms ? "multivariate_lognormal" : "multivariate_normal", listed, rows, source_);
    }

    const std::string& transition_;
    const ParametricFit& fit_;
    const std::string& source_;
};

std::vector<std::uint8_t> reached_states(const CohortAnalysis& analysis) {
    std::vector<std::uint8_t> reached(analysis.cohort.states.size(), 0);
    reached[analysis.cohort.start_state] = 1;
    for (std::size_t round = 0; round < reached.size(); ++round)
        for (const Move move : analysis.moves)
            if (reached[move.from] != 0) reached[move.to] = 1;
    return reached;
}

std::string heading(const CohortAnalysis& analysis) {
    const double last = *std::max_element(analysis.cohort.stop.begin(), analysis.cohort.stop.end());
    constexpr double longest = 100;  // [years]
    return fmt::format(
        "# Written by ibtr cohort: what was seen of {} people, as a model. Baseline hazards of everyone together: add\n"
        "# strategies, factors and hazard ratios where groups differ.\n"
        "schema = 1\nname = \"cohort\"\nhorizon_years = {}\npatients = 100000\nstart_state = \"{}\"\n",
        analysis.cohort.people, std::clamp(std::floor(last), 1.0, longest),
        analysis.cohort.states[analysis.cohort.start_state]);
}

bool is_left(const CohortAnalysis& analysis, std::uint32_t state) {
    return std::any_of(analysis.moves.begin(), analysis.moves.end(), [&](Move move) { return move.from == state; });
}

std::string states_text(const CohortAnalysis& analysis, const std::vector<std::uint8_t>& reached) {
    const ObservedCohort& cohort = analysis.cohort;
    std::string text;
    for (std::uint32_t state = 0; state < cohort.states.size(); ++state) {
        if (reached[state] == 0) continue;
        text += fmt::format("\n[[states]]\nname = \"{}\"\n", cohort.states[state]);
        if (cohort.is_death[state] != 0)
            text += "kind = \"death\"\n";
        else if (!is_left(analysis, state))
            text += "kind = \"alive\"\nabsorbing = true\n";
    }
    return text;
}

}  // namespace

std::string fragment_toml(const CohortAnalysis& analysis, Remarks& remarks) {
    const ObservedCohort& cohort = analysis.cohort;
    const std::vector<std::uint8_t> reached = reached_states(analysis);
    for (std::uint32_t state = 0; state < cohort.states.size(); ++state)
        if (reached[state] == 0)
            remarks.push_back({Remark::Kind::warning,
                               fmt::format("fragment.toml is without '{}': nobody is seen to come there from '{}'",
                                           cohort.states[state], cohort.states[cohort.start_state])});
    for (std::uint32_t state = 0; state < cohort.states.size(); ++state)
        if (reached[state] != 0 && !is_left(analysis, state) && !is_absorbing(cohort, state))
            remarks.push_back(
                {Remark::Kind::warning,
                 fmt::format("people are watched in '{}' and nobody is seen to leave it: fragment.toml keeps "
                             "them there for ever",
                             cohort.states[state])});
    if (std::find(cohort.is_death.begin(), cohort.is_death.end(), 1) == cohort.is_death.end())
        remarks.push_back({Remark::Kind::warning,
                           "no state is a death, so there is no overall survival: --death says "
                           "which one is"});
    const std::string source = quoted(source_of(analysis));
    std::string parameters, transitions;
    for (const TransitionFits& of_move : analysis.fits) {
        if (reached[of_move.move.from] == 0) continue;
        const std::string name = cohort.name_of(of_move.move);
        const FitText text(name, of_move.fits[of_move.best], source);
        parameters += text.parameters();
        transitions +=
            fmt::format("\n[[transitions]]\nname = \"{}\"\nfrom = \"{}\"\nto = \"{}\"\nclock = \"{}\"\n", name,
                        cohort.states[of_move.move.from], cohort.states[of_move.move.to], name_of(of_move.clock)) +
            text.hazard();
    }
    return heading(analysis) + parameters + states_text(analysis, reached) +
           "\n[[strategies]]\nname = \"observed\"\nlabel = \"As observed\"\n" + transitions;
}

}  // namespace ibtr::cohort
