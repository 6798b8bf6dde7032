#include "model/expression.hpp"

#include <fmt/format.h>
#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

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

/// An expression as messages quote it.
std::string quoted(const std::string& expression) {
    constexpr std::size_t most = 80;
    return expression.size() <= most ? "'" + expression + "'" : "'" + expression.substr(0, most) + "...'";
}

/// The first '=' that is no comparison, where there is one: muParser takes it for an assignment.
bool assigns(const std::string& expression) {
    for (std::size_t i = 0; i < expression.size(); ++i) {
        if (expression[i] != '=') continue;
        if (i + 1 < expression.size() && expression[i + 1] == '=')
            ++i;
        else if (i == 0 || std::string_view("<>!").find(expression[i - 1]) == std::string_view::npos)
            return true;
    }
    return false;
}

/// What may be names: stretches of letters, digits and _.
std::vector<std::string_view> words_of_expression(std::string_view expression) {
    const auto in_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    std::vector<std::string_view> words;
    for (auto begin = expression.begin(); begin != expression.end();) {
        begin = std::find_if(begin, expression.end(), in_word);
        const auto end = std::find_if_not(begin, expression.end(), in_word);
        if (begin != end) words.emplace_back(begin, end);
        begin = end;
    }
    return words;
}

}  // namespace

std::span<const std::string> expression_functions() {
    static const std::vector<std::string> names{"min", "max", "exp", "ln", "log", "sqrt", "abs"};
    return names;
}

std::vector<std::string> names_in_expression(const std::string& expression) {
    if (assigns(expression))
        throw UsageError(fmt::format("{} assigns; to compare two numbers write ==", quoted(expression)));
    try {
        std::vector<std::string> names;
        const mu::Parser parser = make_parser(expression);  // owns the map that GetUsedVar returns
        for (const auto& [name, address] : parser.GetUsedVar()) names.push_back(name);
        return names;
    } catch (const mu::ParserError& error) {
        throw UsageError(
            fmt::format("{} is no expression: {} Allowed: names of parameters, numbers, + - * / ^, "
                        "comparisons, && ||, c ? a : b, and {}",
                        quoted(expression), error.GetMsg(), fmt::join(expression_functions(), ", ")));
    }
}

struct Expressions::State {
    struct Reader {
        std::size_t parameter;
        mu::Parser parser;
        std::string failure;  ///< why it cannot be evaluated at all; empty where it can
    };
    const Model& model;
    std::vector<double> values;  ///< where the parsers find their variables
    std::vector<Reader> readers;
};

Expressions::Expressions(const Model& model) : state_(std::make_unique<State>(State{model, {}, {}})) {
    state_->values.resize(model.parameters.size());
    std::unordered_map<std::string_view, std::size_t> by_name;
    for (std::size_t j = 0; j < model.parameters.size(); ++j) by_name.try_emplace(model.parameters[j].name, j);
    const mu::Parser language = make_parser("0");  // to copy it costs less than to make one for every expression
    for (const std::size_t index : model.evaluation_order) {
        const std::string& expression = model.parameters[index].expression;
        if (expression.empty()) continue;
        auto& [parameter, parser, failure] = state_->readers.emplace_back(State::Reader{index, language, {}});
        try {
            for (const std::string_view word : words_of_expression(expression))
                if (const auto named = by_name.find(word); named != by_name.end())
                    parser.DefineVar(std::string(word), &state_->values[named->second]);
            parser.SetExpr(expression);
        } catch (const mu::ParserError& error) {
            failure = error.GetMsg();
        }
    }
}
Expressions::~Expressions() = default;
Expressions::Expressions(Expressions&&) noexcept = default;
Expressions& Expressions::operator=(Expressions&&) noexcept = default;

std::vector<ExpressionFailure> Expressions::evaluate(std::vector<double>& values) {
    std::vector<ExpressionFailure> failures;
    std::copy(values.begin(), values.end(), state_->values.begin());
    for (auto& [index, parser, never] : state_->readers) {
        double& value = state_->values[index];
        std::string failure = never;
        try {
            if (failure.empty()) value = parser.Eval();
            if (failure.empty() && parser.GetNumResults() > 1)
                failure = "a comma stands only between the arguments of a function";
            if (failure.empty() && !std::isfinite(value)) failure = fmt::format("gives {}, not a finite number", value);
        } catch (const mu::ParserError& error) {
            failure = error.GetMsg();
        }
        if (!failure.empty()) {
            failures.push_back(
                {index, fmt::format("{}: {}", quoted(state_->model.parameters[index].expression), failure)});
            value = 1;
        }
        values[index] = value;
    }
    return failures;
}

}  // namespace ibtr
