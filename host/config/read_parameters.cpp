#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "config/build.hpp"
#include "ibtr/error.hpp"
#include "model/expression.hpp"
#include "uncertainty/distribution.hpp"

namespace ibtr::config {
namespace {

const std::vector<std::string> units{"per_year", "years", "ratio", "log_ratio", "probability", "none"};

bool is_identifier(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !name.empty() && letter(name.front()) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || digit(c); });
}

void check_parameter_name(Build& build, const Cursor& at, const std::string& name) {
    const auto functions = expression_functions();
    if (!is_identifier(name)) {
        build.report(at,
                     fmt::format("'{}' is no parameter name; letters, digits and _ are allowed, no digit first", name));
    } else if (std::find(functions.begin(), functions.end(), name) != functions.end()) {
        build.report(at, fmt::format("'{}' is the name of a function; choose another", name));
    }
}

Parameter read_parameter(Build& build, const std::string& name, const Cursor& at) {
    check_parameter_name(build, at, name);
    Parameter parameter;
    parameter.name = name;
    parameter.value = at.at("value").number();
    parameter.expression = at.at("expression").text_or("");
    parameter.source = read_prose(build, at.at("source"), "");
    parameter.note = read_prose(build, at.at("note"), "");
    parameter.null_value = at.at("null_value").number();
    if (resolve(build, at.at("unit"), units)) parameter.unit = *at.at("unit").text();
    if (at.at("source").present() && parameter.source.empty()) {
        build.report(at.at("source"), "missing source: give an evidence id, a citation, or \"assumption\"");
    }
    if (at.node()->table() != nullptr && at.at("value").present() == at.at("expression").present()) {
        build.report(at, "must have either value or expression");
    }
    if (!parameter.value && parameter.expression.empty()) build.placeholders.push_back(at.path());
    if (at.at("uncertainty").present()) {
        parameter.uncertainty = read_uncertainty(build, at.at("uncertainty"));
        if (!parameter.expression.empty()) {
            build.report(at.at("uncertainty"), "an expression is as uncertain as the parameters it uses; remove this");
        }
        check_fit(build, at.at("uncertainty"), parameter);
    }
    return parameter;
}

/// Orders parameters so that each comes after those it uses; reports unknown names and cycles.
class ExpressionOrder {
public:
    explicit ExpressionOrder(Build& build) : build_(build), names_(names_of(build.model.parameters)) {
        marks_.assign(names_.size(), Mark::unseen);
        for (std::size_t i = 0; i < names_.size(); ++i) index_.try_emplace(names_[i], i);
        for (std::size_t i = 0; i < names_.size(); ++i)
            if (marks_[i] == Mark::unseen) visit(i);
    }

private:
    enum class Mark : std::uint8_t { unseen, open, done };

    /// A parameter whose order waits for those that it uses.
    struct Waiting {
        std::size_t index;
        std::vector<std::size_t> uses;
        std::size_t next = 0;
    };

    /// Depth first, without recursion: a config may chain as many parameters as it has.
    void visit(std::size_t first) {
        open(first);
        while (!chain_.empty()) {
            Waiting& last = chain_.back();
            if (last.next == last.uses.size()) {
                marks_[last.index] = Mark::done;
                build_.model.evaluation_order.push_back(last.index);
                chain_.pop_back();
                continue;
            }
            const std::size_t index = last.index, used = last.uses[last.next++];
            if (marks_[used] == Mark::open)
                report_cycle(index, used);
            else if (marks_[used] == Mark::unseen)
                open(used);
        }
    }

    void open(std::size_t index) {
        marks_[index] = Mark::open;
        chain_.push_back({index, uses(index)});
    }

    std::vector<std::size_t> uses(std::size_t index) {
        std::vector<std::size_t> used;
        const std::string& expression = build_.model.parameters[index].expression;
        if (expression.empty()) return used;
        std::vector<std::string> unknown;
        try {
            for (const std::string& name : names_in_expression(expression)) {
                const auto found = index_.find(name);
                if (found == index_.end()) {
                    unknown.push_back(unknown_name(name, names_));
                    continue;
                }
                used.push_back(found->second);
                build_.parameter_used[used.back()] = true;
            }
        } catch (const UsageError& error) {
            unknown.emplace_back(error.what());
        }
        for (const std::string& message : unknown) report(index, message);
        return used;
    }

    void report_cycle(std::size_t index, std::size_t back_to) {
        constexpr std::ptrdiff_t most_names = 20;
        std::string cycle;
        const auto begin =
            std::find_if(chain_.begin(), chain_.end(), [&](const Waiting& link) { return link.index == back_to; });
        const auto shown = begin + std::min(most_names, chain_.end() - begin);
        for (auto link = begin; link != shown; ++link) cycle += names_[link->index] + " -> ";
        if (shown != chain_.end()) cycle += fmt::format("... ({} in all) -> ", chain_.end() - begin);
        report(index, "the expressions form a cycle: " + cycle + names_[back_to]);
    }

    void report(std::size_t index, const std::string& message) {
        const Cursor place = build_.root.at("parameters").at(names_[index]).at("expression");
        build_.report(place, message);
        build_.placeholders.push_back(place.path());
    }

    Build& build_;
    std::vector<std::string> names_;
    std::unordered_map<std::string, std::size_t> index_;
    std::vector<Mark> marks_;
    std::vector<Waiting> chain_;
};

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

void read_parameters(Build& build) {
    for (const auto& [name, at] : build.root.at("parameters").entries()) {
        build.model.parameters.push_back(read_parameter(build, name, at));
    }
    build.parameter_used.assign(build.model.parameters.size(), false);
    ExpressionOrder{build};
}

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
