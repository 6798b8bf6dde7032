// Any text given as a config is either a model or a list of problems: it never crashes, hangs or throws
// anything but the project's own error; and the text that a loaded config keeps loads as itself.
#include "fuzz/fuzz.hpp"
#include "ibtr/config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string kept;
    try {
        kept = ibtr::load_config_text(ibtr::fuzz::text_of(data, size), "fuzz.toml").text;
    } catch (const ibtr::ConfigError&) {
        return 0;
    }
    ibtr::fuzz::require(ibtr::load_config_text(kept, "kept.toml").text == kept, "what was kept loads as itself");
    return 0;
}
