#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/program_description.hpp"
#include "ibtr/error.hpp"

// The library that reads the command line is dear to compile: one file includes it, and commands are declared by what
// stands here.
namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ibtr::cli {

/// The words that options take.
using OptionWords = std::map<const CLI::Option*, std::vector<std::string>>;

/// An option of a command. Each call asks more of it and returns it again.
class Option {
public:
    Option(CLI::Option& option, OptionWords& words) : option_(&option), words_(&words) {}

    Option& required();
    /// What stands for the value in the help.
    Option& called(const std::string& type);
    Option& showing_default();
    Option& between(unsigned low, unsigned high);
    /// Not NaN either.
    Option& between_numbers(double low, double high);
    Option& positive();
    /// A whole number as people write it ("1e6"), from `least` up.
    Option& whole(std::uint64_t least);
    Option& one_of(const std::vector<std::string>& words);
    /// Completions of a shell offer these; others are taken too.
    Option& suggesting(std::vector<std::string> words);
    /// Several values in one argument.
    Option& separated_by(char separator);
    /// One value an argument; the option may be given again.
    Option& one_at_a_time();
    /// The same for values that may look like options.
    Option& repeatable();
    Option& needs(const std::string& other);

private:
    CLI::Option* option_;
    OptionWords* words_;
};

/// One subcommand.
class Command {
public:
    Command(CLI::App& command, OptionWords& words) : command_(&command), words_(&words) {}

    /// @tparam Value string, path, double, unsigned, uint64_t, an optional of these, or a vector of strings or paths
    template <class Value>
    Option option(const std::string& name, Value& value, const std::string& help);
    Option flag(const std::string& name, bool& value, const std::string& help);
    /// One of several words, in any case of letters. @param take told the word as it stands here
    Option choice(const std::string& name, const std::vector<std::string>& words,
                  std::function<void(const std::string&)> take, const std::string& help);
    /// How often an option was given.
    [[nodiscard]] std::size_t count(const std::string& option) const;
    /// What the command does; throws ibtr::Error to fail.
    void does(std::function<void()> action);

private:
    CLI::App* command_;
    OptionWords* words_;
};

/// The whole command line.
class CommandLine {
public:
    CommandLine(const std::string& name, const std::string& help, const std::string& version, std::string date = "");
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    Command add(const std::string& name, const std::string& help);
    /// Reads the arguments and does what the command does. Help, version and what is wrong with an argument are
    /// printed.
    /// @throws UsageError for an unknown command, and what the command throws
    ExitCode run(int argc, char** argv);
    [[nodiscard]] ProgramDescription describe() const;

private:
    void require_known_command(const std::string& name) const;

    std::unique_ptr<CLI::App> app_;
    OptionWords words_;
    std::string date_;
};

/// Reads a whole number as people write it: 10000 or 1e4.
/// @return empty, or in few words why it is none from `least` on
std::string read_whole_number(const std::string& text, std::uint64_t least, std::uint64_t& number);

}  // namespace ibtr::cli
