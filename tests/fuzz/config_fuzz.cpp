// Any text given as a config is either a model or a list of problems: it never crashes, hangs or throws
// anything but the project's own error; and the text that a loaded config keeps loads as itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    std::string kept;
    try {
        kept = ibtr::load_config_text(text, "fuzz.toml").text;
    } catch (const ibtr::ConfigError&) {
        return 0;
    }
    if (ibtr::load_config_text(kept, "kept.toml").text != kept) std::abort();
    return 0;
}
