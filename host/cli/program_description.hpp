#pragma once

#include <string>
#include <vector>

namespace ibtr::cli {

/// What stands for an option's value, as far as a shell can offer it.
enum class Offer { nothing, words, files, folders };

/// An option, or an argument by its place, as the help shows it.
struct OptionDescription {
    std::vector<std::string>
        names;           ///< with their dashes, the short one first; of an argument by its place one, without
    std::string value;   ///< what stands for the value, such as DIR; empty: it takes none
    std::string limits;  ///< what is allowed, such as "NUMBER in [0 - 1]"; empty: no limit, or the words
    std::vector<std::string> words;  ///< that it takes, where they are known
    std::vector<std::string> needs;  ///< options that it goes with
    std::string default_value;       ///< empty: none is shown
    std::string help;
    Offer offer = Offer::nothing;
    bool required = false;
    bool repeatable = false;
};

/// The help of an option as one paragraph: what is allowed and what it needs too.
std::string help_in_full(const OptionDescription& option);

struct CommandDescription {
    std::string name, help;
    std::vector<OptionDescription> arguments, options;
};

/// The whole command line, for manuals and completions.
struct ProgramDescription {
    std::string name, help, version;
    std::string date;  ///< of the version, as 2026-01-31; empty where it is not known
    std::vector<OptionDescription> options;
    std::vector<CommandDescription> commands;
};

}  // namespace ibtr::cli
