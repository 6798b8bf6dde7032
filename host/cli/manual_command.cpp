#include <map>
#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "cli/manual_page.hpp"
#include "cli/output.hpp"
#include "cli/shell_completions.hpp"

namespace ibtr::cli {

void add_manual(CommandLine& program) {
    using Writer = std::string (*)(const ProgramDescription&);
    static const std::map<std::string, Writer> writers{
        {"man", manual_page}, {"bash", bash_completions}, {"zsh", zsh_completions}, {"fish", fish_completions}};
    auto format = std::make_shared<std::string>("man");
    Command command = program.add("manual", "The manual page, or what a shell reads to complete commands and options");
    command.option("--format", *format, "man: the page, for `man -l -`; bash, zsh, fish: completions of that shell")
        .one_of({"man", "bash", "zsh", "fish"})
        .showing_default();
    command.does([format, &program] { print_result(writers.at(*format)(program.describe())); });
}

}  // namespace ibtr::cli
