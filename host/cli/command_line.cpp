#include "cli/command_line.hpp"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <sstream>
#include <utility>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "base/visible_text.hpp"
#include "cli/output.hpp"
#include "cli/tell.hpp"

namespace ibtr::cli {
namespace {

/// CLI11's own check lets NaN pass.
CLI::Validator number_between(double low, double high) {
    const auto check = [low, high](const std::string& text) -> std::string {
        const auto number = parse_number(text);
        return number && *number >= low && *number <= high
                   ? ""
                   : fmt::format("{} not in range {:g} to {:g}", text, low, high);
    };
    return {[check](std::string& text) { return check(text); }, fmt::format("NUMBER in [{:g} - {:g}]", low, high), ""};
}

/// Takes whole numbers as people write them and passes on their digits.
CLI::Validator whole_number(std::uint64_t least) {
    const auto read = [least](std::string& text) {
        std::uint64_t number = 0;
        std::string problem = read_whole_number(text, least, number);
        if (problem.empty()) text = std::to_string(number);
        return problem;
    };
    return {read, "", "whole number"};
}

/// What CLI11 appends to the name of a value, each after a colon.
std::vector<std::string> limits_of(CLI::Option& option) {
    std::vector<std::string> limits;
    try {
        for (int i = 0;; ++i)
            if (std::string limit = option.get_validator(i)->get_description(); !limit.empty())
                limits.push_back(std::move(limit));
    } catch (const CLI::OptionNotFound&) {  // CLI11 does not say how many there are
    }
    return limits;
}

/// Arguments by their places are of type TEXT; their names say what they are.
Offer offer_for(const std::string& value, bool has_words) {
    if (has_words) return Offer::words;
    if (value.ends_with("DIR")) return Offer::folders;
    static const std::vector<std::string> files{"CONFIG", "FILE", "EFFECTS", "COSTS"};
    const bool is_file = std::find(files.begin(), files.end(), value) != files.end() || value.ends_with(".csv");
    return is_file ? Offer::files : Offer::nothing;
}

OptionDescription describe_option(CLI::Option& option, const OptionWords& all_words) {
    OptionDescription described;
    described.help = option.get_description();
    described.required = option.get_required();
    described.repeatable =
        option.get_items_expected_max() > 1 || option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    described.default_value = option.get_default_str();
    for (const CLI::Option* other : option.get_needs()) described.needs.push_back(other->get_name());
    if (const auto words = all_words.find(&option); words != all_words.end()) described.words = words->second;
    if (option.get_positional()) {
        described.names.push_back(option.get_name(true));
    } else {
        for (const std::string& name : option.get_snames()) described.names.push_back("-" + name);
        for (const std::string& name : option.get_lnames()) described.names.push_back("--" + name);
    }
    if (option.get_items_expected_max() > 0) described.value = option.get_type_name();
    for (const std::string& limit : limits_of(option)) {
        if (described.value.ends_with(":" + limit)) described.value.resize(described.value.size() - limit.size() - 1);
        if (described.words.empty()) described.limits += (described.limits.empty() ? "" : ", ") + limit;
    }
    described.offer =
        offer_for(option.get_positional() ? described.names.front() : described.value, !described.words.empty());
    return described;
}

}  // namespace

Option& Option::required() {
    option_->required();
    return *this;
}

Option& Option::called(const std::string& type) {
    option_->type_name(type);
    return *this;
}

Option& Option::showing_default() {
    option_->capture_default_str();
    return *this;
}

Option& Option::between(unsigned low, unsigned high) {
    option_->check(CLI::Range(low, high));
    return *this;
}

Option& Option::between_numbers(double low, double high) {
    option_->check(number_between(low, high));
    return *this;
}

Option& Option::positive() {
    option_->check(CLI::PositiveNumber);
    return *this;
}

Option& Option::whole(std::uint64_t least) {
    option_->transform(whole_number(least))->type_name("NUMBER");
    return *this;
}

Option& Option::one_of(const std::vector<std::string>& words) {
    option_->check(CLI::IsMember(words));
    return suggesting(words);
}

Option& Option::suggesting(std::vector<std::string> words) {
    (*words_)[option_] = std::move(words);
    return *this;
}

Option& Option::separated_by(char separator) {
    option_->delimiter(separator);
    return *this;
}

Option& Option::one_at_a_time() {
    option_->allow_extra_args(false);
    return *this;
}

Option& Option::repeatable() {
    option_->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    return *this;
}

Option& Option::needs(const std::string& other) {
    option_->needs(other);
    return *this;
}

template <class Value>
Option Command::option(const std::string& name, Value& value, const std::string& help) {
    return {*command_->add_option(name, value, help), *words_};
}
template Option Command::option(const std::string&, std::string&, const std::string&);
template Option Command::option(const std::string&, double&, const std::string&);
template Option Command::option(const std::string&, unsigned&, const std::string&);
template Option Command::option(const std::string&, std::uint64_t&, const std::string&);
template Option Command::option(const std::string&, std::filesystem::path&, const std::string&);
template Option Command::option(const std::string&, std::vector<std::string>&, const std::string&);
template Option Command::option(const std::string&, std::vector<std::filesystem::path>&, const std::string&);
template Option Command::option(const std::string&, std::optional<std::string>&, const std::string&);
template Option Command::option(const std::string&, std::optional<double>&, const std::string&);
template Option Command::option(const std::string&, std::optional<unsigned>&, const std::string&);
template Option Command::option(const std::string&, std::optional<std::uint64_t>&, const std::string&);
template Option Command::option(const std::string&, std::optional<std::filesystem::path>&, const std::string&);

Option Command::flag(const std::string& name, bool& value, const std::string& help) {
    return {*command_->add_flag(name, value, help), *words_};
}

Option Command::choice(const std::string& name, const std::vector<std::string>& words,
                       std::function<void(const std::string&)> take, const std::string& help) {
    Option option(*command_->add_option_function<std::string>(name, std::move(take), help), *words_);
    command_->get_option(name)->transform(CLI::IsMember(words, CLI::ignore_case).description(""));
    return option.suggesting(words);
}

std::size_t Command::count(const std::string& option) const {
    return command_->count(option);
}

void Command::does(std::function<void()> action) {
    command_->callback(std::move(action));
}

CommandLine::CommandLine(const std::string& name, const std::string& help, const std::string& version, std::string date)
    : app_(std::make_unique<CLI::App>(help, name)), date_(std::move(date)) {
    app_->require_subcommand(1);
    app_->set_version_flag("-V,--version", version);
}

CommandLine::~CommandLine() = default;

Command CommandLine::add(const std::string& name, const std::string& help) {
    CLI::App* command = app_->add_subcommand(name, help);
    command->set_version_flag("-V,--version", app_->version());
    return {*command, words_};
}

/// CLI11 says no more than that a command is missing.
void CommandLine::require_known_command(const std::string& name) const {
    std::vector<std::string> names;
    for (const CLI::App* command : app_->get_subcommands({})) names.push_back(command->get_name());
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const auto nearest = nearest_name(name, names);
    throw UsageError(fmt::format("'{}' is not a command;{} commands: {}", name,
                                 nearest ? fmt::format(" nearest: '{}';", *nearest) : "", list_names(names)));
}

ExitCode CommandLine::run(int argc, char** argv) {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && arguments.front() == "help") {  // "help run" is "run --help"
        arguments.erase(arguments.begin());
        arguments.emplace_back("--help");
    }
    if (!arguments.empty() && !arguments.front().starts_with('-')) require_known_command(arguments.front());
    try {
        std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the end
        app_->parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
        const bool asked_for_help = error.get_exit_code() == 0;
        std::ostringstream results, complaints;
        app_->exit(error, results, complaints);
        print_result(results.str());
        tell_again(visible(complaints.str()));
        return asked_for_help ? ExitCode::done : ExitCode::usage;
    }
    return ExitCode::done;
}

ProgramDescription CommandLine::describe() const {
    ProgramDescription program{app_->get_name(), app_->get_description(), app_->version(), date_, {}, {}};
    for (CLI::Option* option : app_->get_options()) program.options.push_back(describe_option(*option, words_));
    for (CLI::App* command : app_->get_subcommands({})) {
        CommandDescription described{command->get_name(), command->get_description(), {}, {}};
        for (CLI::Option* option : command->get_options())
            (option->get_positional() ? described.arguments : described.options)
                .push_back(describe_option(*option, words_));
        program.commands.push_back(std::move(described));
    }
    return program;
}

std::string read_whole_number(const std::string& text, std::uint64_t least, std::uint64_t& number) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();  // of a whole number in TOML
    constexpr double largest_exact = 9007199254740992.0;  // 2^53: every whole number below is a double
    const char* end = text.data() + text.size();
    const auto plain = std::from_chars(text.data(), end, number);
    if (plain.ec != std::errc{} || plain.ptr != end) {
        double real = 0;
        const auto read = std::from_chars(text.data(), end, real);
        if (read.ec != std::errc{} || read.ptr != end || !(real >= 0) || real > largest_exact ||
            std::trunc(real) != real)
            return fmt::format("'{}' is not a whole number from {} to {}", text, least, most);
        number = static_cast<std::uint64_t>(real);
    }
    if (number > most) return fmt::format("{} is above the largest allowed number, {}", text, most);
    if (number < least) return fmt::format("{} is below the least allowed number, {}", text, least);
    return {};
}

}  // namespace ibtr::cli
