// Any text given as a config is either a model or a list of problems: it never crashes, hangs or throws
// anything but the project's own error.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        (void)ibtr::load_config_text(text, "fuzz.toml");
    } catch (const ibtr::UsageError&) {
        // Problems were reported as they should be.
    }
    return 0;
}
