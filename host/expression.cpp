#include "expression.hpp"

#include <fmt/format.h>
#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

double smallest(const double* values, int count) {
    return *std::min_element(values, values + count);
}
double largest(const double* values, int count) {
    return *std::max_element(values, values + count);
}
double natural_log(double x) {
    return std::log(x);
}
double exponential(double x) {
    return std::exp(x);
}
double square_root(double x) {
    return std::sqrt(x);
}
double absolute(double x) {
    return std::abs(x);
}

/// muParser with the documented language only: its own functions and constants are taken away.
mu::Parser make_parser(const std::string& expression) {
    mu::Parser parser;
    parser.ClearFun();
    parser.ClearConst();
    parser.DefineFun("min", smallest);
    parser.DefineFun("max", largest);
    parser.DefineFun("exp", exponential);
    parser.DefineFun("ln", natural_log);
    parser.DefineFun("log", natural_log);
    parser.DefineFun("sqrt", square_root);
    parser.DefineFun("abs", absolute);
    parser.SetExpr(expression);
    return parser;
}

}  // namespace

std::span<const std::string> expression_functions() {
    static const std::vector<std::string> names{"min", "max", "exp", "ln", "log", "sqrt", "abs"};
    return names;
}

std::vector<std::string> names_in_expression(const std::string& expression) {
    try {
        std::vector<std::string> names;
        const mu::Parser parser = make_parser(expression);  // owns the map that GetUsedVar returns
        for (const auto& [name, address] : parser.GetUsedVar()) names.push_back(name);
        return names;
    } catch (const mu::ParserError& error) {
        throw UsageError(
            fmt::format("'{}' is no expression: {} Allowed: names of parameters, numbers, + - * / ^, "
                        "comparisons, c ? a : b, and {}",
                        expression, error.GetMsg(), fmt::join(expression_functions(), ", ")));
    }
}

std::vector<ExpressionFailure> evaluate_expressions(const Model& model, std::vector<double>& values) {
    std::vector<ExpressionFailure> failures;
    std::optional<mu::Parser> parser;  // one for all: making it costs more than reading an expression
    for (const std::size_t index : model.evaluation_order) {
        const Parameter& parameter = model.parameters[index];
        if (parameter.expression.empty()) continue;
        try {
            if (!parser) {
                parser.emplace(make_parser("0"));
                for (std::size_t j = 0; j < model.parameters.size(); ++j)
                    parser->DefineVar(model.parameters[j].name, &values[j]);
            }
            parser->SetExpr(parameter.expression);
            values[index] = parser->Eval();
            if (std::isfinite(values[index])) continue;
            failures.push_back(
                {index, fmt::format("'{}' gives {}, not a finite number", parameter.expression, values[index])});
        } catch (const mu::ParserError& error) {
            failures.push_back({index, fmt::format("'{}': {}", parameter.expression, error.GetMsg())});
        }
        values[index] = 1;
    }
    return failures;
}

}  // namespace ibtr
