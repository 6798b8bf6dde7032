#include "cli/manual_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace ibtr::cli {
namespace {

constexpr const char* exit_status =
    R"(.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
Internal error.
.TP
.B 2
Command line or config.
.TP
.B 3
Backend or device.
.TP
.B 4
Storage.
.TP
.B 5
A check failed.
.TP
.B 130
Interrupted.
)";

constexpr const char* see_also =
    R"(.SH SEE ALSO
The documents of ibtr, which are installed beside the configs: the tutorial, every key of a config, what is in a run
folder.
)";

/// As roff takes text: signs that it would set as others stay themselves, and no line starts as a request does.
std::string roff(const std::string& text) {
    static const std::map<char, std::string> signs{{'\\', "\\e"},   {'-', "\\-"},   {'`', "\\(ga"},
                                                   {'\'', "\\(aq"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
    std::string escaped = text.starts_with('.') ? "\\&" : "";
    for (const char c : text) {
        const auto sign = signs.find(c);
        escaped += sign == signs.end() ? std::string(1, c) : sign->second;
    }
    return escaped;
}

std::string bold(const std::string& text) {
    return "\\fB" + roff(text) + "\\fR";
}

std::string slanted(const std::string& text) {
    return "\\fI" + roff(text) + "\\fR";
}

std::string capitals(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::string paragraph(const OptionDescription& option, bool by_place) {
    std::string heading;
    for (const std::string& name : option.names)
        heading += (heading.empty() ? "" : ", ") + (by_place ? slanted(name) : bold(name));
    if (!by_place && !option.value.empty()) heading += ' ' + slanted(option.value);
    if (option.repeatable) heading += " ...";
    return fmt::format(".TP\n{}\n{}\n", heading, roff(help_in_full(option)));
}

std::string section(const ProgramDescription& program, const CommandDescription& command) {
    std::string text = fmt::format(".SS {}\n{}\n.PP\n{} {} [", command.name, roff(command.help + "."),
                                   bold(program.name), bold(command.name));
    text += slanted("OPTIONS") + "]";
    for (const OptionDescription& argument : command.arguments) {
        const std::string shown = slanted(argument.names.front()) + (argument.repeatable ? " ..." : "");
        text += argument.required ? " " + shown : " [" + shown + "]";
    }
    text += '\n';
    for (const OptionDescription& argument : command.arguments) text += paragraph(argument, true);
    for (const OptionDescription& option : command.options) text += paragraph(option, false);
    return text;
}

}  // namespace

std::string manual_page(const ProgramDescription& program) {
    std::string text = fmt::format(".TH {} 1 \"{}\" \"{} {}\" \"User Commands\"\n", capitals(program.name),
                                   program.date, program.name, roff(program.version));
    text += fmt::format(".SH NAME\n{} \\- {}\n", program.name, roff(program.help));
    text += fmt::format(".SH SYNOPSIS\n{} {} [{}]\n", bold(program.name), slanted("COMMAND"), slanted("OPTIONS"));
    text += ".SH DESCRIPTION\nEach command has options of its own, listed below it and by\n";
    text += fmt::format("{} {} {}.\n.SH OPTIONS\n", bold(program.name), slanted("COMMAND"), bold("--help"));
    for (const OptionDescription& option : program.options) text += paragraph(option, false);
    text += ".SH COMMANDS\n";
    for (const CommandDescription& command : program.commands) text += section(program, command);
    return text + exit_status + see_also;
}

}  // namespace ibtr::cli
