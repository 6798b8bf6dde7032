#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "cli/shell_completions.hpp"

namespace ibtr::cli {
namespace {

/// bash splits at = as well: `--option=wo` are three words.
constexpr const char* functions =
    R"(# Completions of {0} for bash.
_{0}_words() {{ mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }}
_{0}_files() {{
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
}}
_{0}_folders() {{
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -d -- "$current")
}}

_{0}() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command=${{COMP_WORDS[1]}}
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _{0}_words '{1}'
        return
    fi
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    case $command in
    help)
        _{0}_words '{2}'
        ;;
{3}    esac
}}
complete -F _{0} {0}
)";

std::string offer_call(const std::string& program, const OptionDescription& option) {
    switch (option.offer) {
        case Offer::words:
            return fmt::format("_{}_words '{}'", program, fmt::join(option.words, " "));
        case Offer::files:
            return fmt::format("_{}_files", program);
        case Offer::folders:
            return fmt::format("_{}_folders", program);
        case Offer::nothing:
            break;
    }
    return ":";
}

std::string branch(const std::string& program, const CommandDescription& command) {
    std::vector<std::string> all, free;  // free: of values that nothing is known about
    std::string offers;
    for (const OptionDescription& option : command.options) {
        all.insert(all.end(), option.names.begin(), option.names.end());
        if (option.value.empty()) continue;
        if (option.offer == Offer::nothing)
            free.insert(free.end(), option.names.begin(), option.names.end());
        else
            offers +=
                fmt::format("        {}) {}; return ;;\n", fmt::join(option.names, " | "), offer_call(program, option));
    }
    if (!free.empty()) offers += fmt::format("        {}) return ;;\n", fmt::join(free, " | "));
    std::string text = fmt::format("    {})\n", command.name);
    if (!offers.empty()) text += "        case $previous in\n" + offers + "        esac\n";
    text += fmt::format("        if [[ $current == -* ]]; then _{}_words '{}'", program, fmt::join(all, " "));
    if (!command.arguments.empty() && command.arguments.front().offer != Offer::nothing)
        text += "; else " + offer_call(program, command.arguments.front());
    return text + "; fi\n        ;;\n";
}

}  // namespace

std::string bash_completions(const ProgramDescription& program) {
    std::vector<std::string> first, commands;
    std::string branches;
    for (const CommandDescription& command : program.commands) {
        commands.push_back(command.name);
        branches += branch(program.name, command);
    }
    first = commands;
    first.emplace_back("help");
    for (const OptionDescription& option : program.options)
        first.insert(first.end(), option.names.begin(), option.names.end());
    return fmt::format(functions, program.name, fmt::join(first, " "), fmt::join(commands, " "), branches);
}

}  // namespace ibtr::cli
