#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>

#include "cli/shell_completions.hpp"

namespace ibtr::cli {
namespace {

/// Within single quotes, with a backslash before each of these.
std::string escaped(const std::string& text, std::string_view marked) {
    std::string out;
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
            continue;
        }
        if (c == '\\' || marked.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string action(const OptionDescription& option) {
    switch (option.offer) {
        case Offer::words:
            return fmt::format("({})", fmt::join(option.words, " "));
        case Offer::files:
            return "_files";
        case Offer::folders:
            return "_files -/";
        case Offer::nothing:
            break;
    }
    return " ";
}

/// Each name by itself; one that is given rules the others out, but where it may be repeated.
std::string specification(const OptionDescription& option) {
    std::string text;
    for (const std::string& name : option.names) {
        const std::string before = option.repeatable ? "*" : fmt::format("({})", fmt::join(option.names, " "));
        const std::string value =
            option.value.empty() ? "" : fmt::format(":{}:{}", escaped(option.value, ":"), action(option));
        text += fmt::format(" \\\n            '{}{}[{}]{}'", before, name, escaped(help_in_full(option), "[]:"), value);
    }
    return text;
}

std::string branch(const CommandDescription& command) {
    std::string text = fmt::format("        {})\n            _arguments", command.name);
    for (const OptionDescription& option : command.options) text += specification(option);
    int place = 0;
    for (const OptionDescription& argument : command.arguments) {
        const std::string where = argument.repeatable ? "*" : std::to_string(++place);
        text += fmt::format(" \\\n            '{}:{}:{}'", where, argument.names.front(), action(argument));
    }
    return text + "\n            ;;\n";
}

}  // namespace

std::string zsh_completions(const ProgramDescription& program) {
    std::string commands, branches, options;
    for (const CommandDescription& command : program.commands) {
        commands += fmt::format("        '{}:{}'\n", command.name, escaped(command.help, ":"));
        branches += branch(command);
    }
    for (const OptionDescription& option : program.options) options += specification(option);
    return fmt::format(
        R"(#compdef {0}
# Completions of {0} for zsh.
_{0}() {{
    local context state state_descr line
    typeset -A opt_args
    local -a commands=(
{1}    )
    _arguments -C{2} \
            '1:command:->command' \
            '*::argument:->argument'
    case $state in
    command) _describe command commands ;;
    argument)
        case $words[1] in
{3}        esac
        ;;
    esac
}}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _{0} "$@"; else compdef _{0} {0}; fi
)",
        program.name, commands, options, branches);
}

}  // namespace ibtr::cli
