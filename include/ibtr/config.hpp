#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"

namespace ibtr {

/// What the user gave: a config file and the `--set path.to.key=value` options, in order.
struct ConfigSource {
    std::string path;
    std::vector<std::string> overrides = {};
};

/// A config that holds water.
struct LoadedConfig {
    Model model;
    std::string text;  ///< canonical TOML that stands alone: extends merged, overrides applied, life tables embedded;
                       ///< loading it gives the same model and the same text
    std::string hash;  ///< XXH3-128 of `text`, 32 hex digits
    std::vector<std::string> warnings;   ///< legal, but probably not meant
    std::optional<Economics> economics;  ///< where the config gives utilities and costs
};

/// Reads a config file: extends, overrides, validation.
/// @throws ConfigError listing every problem with its file and line. Text that is not TOML and files that
/// cannot be read are reported alone: nothing can be said about the rest.
LoadedConfig load_config(const ConfigSource& source);

/// The same without overrides. @param path text or a std::filesystem::path
template <std::convertible_to<std::string> Path>
LoadedConfig load_config(const Path& path) {
    return load_config(ConfigSource{path, {}});
}

/// The same for text kept elsewhere, e.g. in a run folder; `name` stands for the file in messages.
LoadedConfig load_config_text(const std::string& text, const std::string& name,
                              const std::vector<std::string>& overrides = {});

}  // namespace ibtr
