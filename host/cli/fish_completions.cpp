#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "cli/shell_completions.hpp"

namespace ibtr::cli {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

std::string offered(const OptionDescription& option) {
    switch (option.offer) {
        case Offer::words:
            return fmt::format(" -x -a '{}'", fmt::join(option.words, " "));
        case Offer::files:
            return " -r -F";
        case Offer::folders:
            return " -x -a '(__fish_complete_directories)'";
        case Offer::nothing:
            break;
    }
    return " -x";
}

std::string line(const std::string& program, const std::string& where, const OptionDescription& option) {
    std::string text = fmt::format("complete -c {} -n '{}'", program, where);
    for (const std::string& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.value.empty()) text += offered(option);
    return text + " -d " + quoted(help_in_full(option)) + '\n';
}

}  // namespace

std::string fish_completions(const ProgramDescription& program) {
    std::string text = fmt::format("# Completions of {0} for fish.\ncomplete -c {0} -f\n", program.name);
    for (const OptionDescription& option : program.options) text += line(program.name, "__fish_use_subcommand", option);
    for (const CommandDescription& command : program.commands) {
        text += fmt::format("complete -c {} -n __fish_use_subcommand -a {} -d {}\n", program.name, command.name,
                            quoted(command.help));
        const std::string where = "__fish_seen_subcommand_from " + command.name;
        if (!command.arguments.empty() && command.arguments.front().offer != Offer::nothing) {
            const bool files = command.arguments.front().offer == Offer::files;
            text += fmt::format("complete -c {} -n '{}' {}\n", program.name, where,
                                files ? "-F" : "-a '(__fish_complete_directories)'");
        }
        for (const OptionDescription& option : command.options) text += line(program.name, where, option);
    }
    return text;
}

}  // namespace ibtr::cli
