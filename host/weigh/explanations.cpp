#include "weigh/explanations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/visible_text.hpp"
#include "config/document.hpp"

namespace ibtr::weigh {
namespace {

using config::Cursor;
using config::Problems;

constexpr std::size_t default_nodes = 7, fewest_nodes = 3, most_nodes = 41;

Distribution of_two(DistributionFamily family, double first, double second) {
    Distribution law;
    law.family = family;
    law.first = first;
    law.second = second;
    return law;
}

/// Reads one file; what is wrong is gathered, and something harmless stands in its place.
class ContestReader {
public:
    ContestReader(Cursor root, std::filesystem::path folder) : root_(std::move(root)), folder_(std::move(folder)) {}

    Contest read() {
        check_keys(root_, {"schema", "title", "fitted", "held_out", "left_out", "horizons", "errors", "explanations"});
        if (root_.at("schema").whole().value_or(0) != 1) report(root_.at("schema"), "expected schema = 1");
        Contest contest;
        contest.fitted = names(root_.at("fitted"));
        contest.held_out = names(root_.at("held_out"));
        if (contest.fitted.empty()) report(root_.at("fitted"), "name one target or more, such as [\"V6\"]");
        for (const Cursor& at : root_.at("left_out").elements()) read_left_out(at, contest.left_out);
        read_horizons(contest);
        contest.errors = read_errors(root_.at("errors"));
        for (const Cursor& at : root_.at("explanations").elements())
            contest.explanations.push_back(read_explanation(at));
        if (contest.explanations.size() < 2)
            report(root_.at("explanations"),
                   "expected two or more [[explanations]]: the first is what others are "
                   "held against");
        std::vector<std::string> used = contest.fitted;
        used.insert(used.end(), contest.held_out.begin(), contest.held_out.end());
        for (const Errors& errors : contest.errors)
            for (const auto& [target, sd] : errors.sd_of)
                if (std::find(used.begin(), used.end(), target) == used.end())
                    report(root_.at("errors"), fmt::format("sd_of: {} is neither fitted nor held out", target));
        for (const LeftOut& one : contest.left_out) used.push_back(one.target);
        check_distinct(root_.at("fitted"), used, "target");
        check_distinct(root_.at("explanations"), names_of(contest.explanations), "explanation");
        problems_.throw_if_any();
        return contest;
    }

private:
    void report(const Cursor& at, std::string message) { problems_.add(at.origin(), at.path(), std::move(message)); }

    void check_keys(const Cursor& table, const std::vector<std::string>& allowed) {
        for (const auto& [key, at] : table.entries())
            if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
                report(at, "key " + unknown_name(key, allowed));
    }

    void check_distinct(const Cursor& at, std::vector<std::string> all, const char* what) {
        std::sort(all.begin(), all.end());
        const auto twice = std::adjacent_find(all.begin(), all.end());
        if (twice != all.end()) report(at, fmt::format("{} {} is named twice", what, *twice));
    }

    std::vector<std::string> names(const Cursor& at) {
        std::vector<std::string> texts;
        for (const Cursor& element : at.elements()) texts.push_back(text(element));
        return texts;
    }

    std::string text(const Cursor& at) {
        const auto words = at.text();
        if (!words || words->empty()) report(at, "expected a text");
        if (words && is_formula(*words)) report(at, formula_refusal(*words));
        return words.value_or("");
    }

    double number(const Cursor& at, double low, double high) {
        const auto value = at.number();
        if (value && *value >= low && *value <= high) return *value;
        report(at, fmt::format("expected a number from {:g} to {:g}", low, high));
        return low;
    }

    void require_source(const Cursor& table) {
        if (!table.at("source").text())
            report(table.at("source"), "say where the numbers come from: evidence ids, a citation or assumption");
    }

    void read_left_out(const Cursor& at, std::vector<LeftOut>& left_out) {
        check_keys(at, {"targets", "reason"});
        const std::string reason = text(at.at("reason"));
        for (const std::string& target : names(at.at("targets"))) left_out.push_back({target, reason});
    }

    void read_horizons(Contest& contest) {
        const Cursor at = root_.at("horizons");
        contest.years = {0};
        contest.year_weights = {1};
        if (!at.present()) return;
        check_keys(at, {"targets", "years", "weights", "source"});
        require_source(at);
        contest.of_unknown_time = names(at.at("targets"));
        contest.years = at.at("years").numbers();
        contest.year_weights = at.at("weights").numbers();
        const auto bad = [](double x) { return !(x > 0); };
        const double sum = std::accumulate(contest.year_weights.begin(), contest.year_weights.end(), 0.0);
        if (contest.years.empty() || contest.years.size() != contest.year_weights.size() ||
            std::any_of(contest.years.begin(), contest.years.end(), bad) ||
            std::any_of(contest.year_weights.begin(), contest.year_weights.end(), bad) || std::abs(sum - 1) > 1e-9)
            report(at, "expected `years` above 0 and as many `weights` above 0 that sum to 1");
        // Each is a solution of the model for every explanation and draw.
        constexpr std::size_t most = 20;
        constexpr double latest_years = 100;
        std::vector<double> years = contest.years;
        std::sort(years.begin(), years.end());
        if (years.size() > most || (!years.empty() && years.back() > latest_years) ||
            std::adjacent_find(years.begin(), years.end()) != years.end())
            report(at.at("years"),
                   fmt::format("expected at most {} different numbers of at most {:g} years", most, latest_years));
        check_distinct(at.at("targets"), contest.of_unknown_time, "target");
        for (const std::string& target : contest.of_unknown_time)
            if (std::find(contest.fitted.begin(), contest.fitted.end(), target) == contest.fitted.end())
                report(at.at("targets"), target + ": only a fitted target may be read at several times");
    }

    Errors read_error(const Cursor& at, Errors errors, bool is_main) {
        check_keys(at, is_main ? std::vector<std::string>{"correlation", "between_arms", "between_studies_sd", "sd_of",
                                                          "variants", "source"}
                               : std::vector<std::string>{"name", "correlation", "between_arms", "between_studies_sd",
                                                          "sd_of"});
        // Short of 1: rows that say the same would be one row.
        if (at.at("correlation").present()) errors.correlation = number(at.at("correlation"), 0, 0.99);
        if (at.at("between_arms").present()) errors.between_arms = number(at.at("between_arms"), 0, 1);
        if (at.at("between_studies_sd").present())
            errors.between_studies_sd = number(at.at("between_studies_sd"), 0, 10);
        for (const auto& [target, sd] : at.at("sd_of").entries()) errors.sd_of[target] = number(sd, 0, 10);
        return errors;
    }

    std::vector<Errors> read_errors(const Cursor& at) {
        std::vector<Errors> all{read_error(at, {"main", 0, 0, 0, {}}, true)};
        if (at.present()) require_source(at);
        for (const Cursor& variant : at.at("variants").elements()) {
            Errors changed = all.front();
            changed.name = text(variant.at("name"));
            all.push_back(read_error(variant, changed, false));
        }
        std::vector<std::string> called;
        for (const Errors& errors : all) called.push_back(errors.name);
        check_distinct(at, called, "variant");
        return all;
    }

    Explanation read_explanation(const Cursor& at) {
        check_keys(at, {"name", "label", "config", "set", "free", "weight"});
        Explanation explanation;
        explanation.name = text(at.at("name"));
        explanation.label = at.at("label").text_or(explanation.name);
        if (const auto config = at.at("config").text()) explanation.config = (folder_ / *config).string();
        explanation.set = names(at.at("set"));
        if (at.at("weight").present()) explanation.weight = number(at.at("weight"), 1e-9, 1e9);
        for (const Cursor& free : at.at("free").elements()) explanation.free.push_back(read_free(free));
        if (explanation.free.size() > 2) report(at.at("free"), "two free parameters at most");
        return explanation;
    }

    FreeParameter read_free(const Cursor& at) {
        check_keys(at, {"parameter", "prior", "alternatives", "nodes", "source"});
        require_source(at);
        FreeParameter free;
        free.name = text(at.at("parameter"));
        free.nodes = default_nodes;
        if (at.at("nodes").present())
            free.nodes = static_cast<std::size_t>(std::lround(
                number(at.at("nodes"), static_cast<double>(fewest_nodes), static_cast<double>(most_nodes))));
        free.priors.push_back({"main", read_law(at.at("prior"), false)});
        for (const Cursor& other : at.at("alternatives").elements())
            free.priors.push_back({text(other.at("name")), read_law(other, true)});
        return free;
    }

    Distribution read_law(const Cursor& at, bool has_name) {
        const std::string family = at.at("family").text_or("");
        const auto keys = [&](std::vector<std::string> own) {
            own.insert(own.end(), {"family"});
            if (has_name) own.emplace_back("name");
            check_keys(at, own);
        };
        const double most = 1e6;
        if (family == "uniform") {
            keys({"low", "high"});
            Distribution law{DistributionFamily::uniform, 0, 0, number(at.at("low"), -most, most),
                             number(at.at("high"), -most, most)};
            if (!(law.low < law.high)) report(at, "low must be below high");
            return law;
        }
        if (family == "beta") {
            keys({"alpha", "beta"});
            return of_two(DistributionFamily::beta, number(at.at("alpha"), 0.1, most),
                          number(at.at("beta"), 0.1, most));
        }
        if (family == "lognormal") {
            keys({"median", "sdlog"});
            return of_two(DistributionFamily::lognormal, std::log(number(at.at("median"), 1e-6, most)),
                          number(at.at("sdlog"), 1e-6, 10));
        }
        if (family == "normal") {
            keys({"mean", "sd"});
            return of_two(DistributionFamily::normal, number(at.at("mean"), -most, most),
                          number(at.at("sd"), 1e-6, most));
        }
        report(at.at("family"), "family " + unknown_name(family, {"uniform", "beta", "lognormal", "normal"}));
        return {DistributionFamily::uniform, 0, 0, 0, 1};
    }

    Cursor root_;
    std::filesystem::path folder_;
    Problems problems_;
};

}  // namespace

Contest read_contest(const std::string& path) {
    const config::Node document = config::parse_toml(read_text_file(path), path);
    Contest contest = ContestReader(Cursor(document), std::filesystem::path(path).parent_path()).read();
    contest.text = config::write_toml(document);
    return contest;
}

}  // namespace ibtr::weigh
