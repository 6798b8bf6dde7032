#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/build.hpp"
#include "ibtr/error.hpp"
#include "model/expression.hpp"

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
    parameter.source = at.at("source").text_or("");
    parameter.note = at.at("note").text_or("");
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
        for (std::size_t i = 0; i < names_.size(); ++i) visit(i);
    }

private:
    enum class Mark : std::uint8_t { unseen, open, done };

    void visit(std::size_t index) {
        if (marks_[index] != Mark::unseen) return;
        marks_[index] = Mark::open;
        chain_.push_back(names_[index]);
        for (const std::size_t used : uses(index)) {
            if (marks_[used] == Mark::open) {
                report_cycle(index, used);
            } else {
                visit(used);
            }
        }
        chain_.pop_back();
        marks_[index] = Mark::done;
        build_.model.evaluation_order.push_back(index);
    }

    std::vector<std::size_t> uses(std::size_t index) {
        std::vector<std::size_t> used;
        const std::string& expression = build_.model.parameters[index].expression;
        if (expression.empty()) return used;
        try {
            for (const std::string& name : names_in_expression(expression)) {
                const auto found = std::find(names_.begin(), names_.end(), name);
                if (found == names_.end()) {
                    report(index, unknown_name(name, names_));
                    continue;
                }
                used.push_back(static_cast<std::size_t>(found - names_.begin()));
                build_.parameter_used[used.back()] = true;
            }
        } catch (const UsageError& error) {
            report(index, error.what());
        }
        return used;
    }

    void report_cycle(std::size_t index, std::size_t back_to) {
        std::string cycle;
        for (auto i = std::find(chain_.begin(), chain_.end(), names_[back_to]); i != chain_.end(); ++i) {
            cycle += *i + " -> ";
        }
        report(index, "the expressions form a cycle: " + cycle + names_[back_to]);
    }

    void report(std::size_t index, const std::string& message) {
        const Cursor place = build_.root.at("parameters").at(names_[index]).at("expression");
        build_.report(place, message);
        build_.placeholders.push_back(place.path());
    }

    Build& build_;
    std::vector<std::string> names_;
    std::vector<Mark> marks_;
    std::vector<std::string> chain_;
};

}  // namespace

void read_parameters(Build& build) {
    for (const auto& [name, at] : build.root.at("parameters").entries()) {
        build.model.parameters.push_back(read_parameter(build, name, at));
    }
    build.parameter_used.assign(build.model.parameters.size(), false);
    ExpressionOrder{build};
}

}  // namespace ibtr::config
