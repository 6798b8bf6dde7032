// Lines of `--set` over a config: each set of them makes a model or is refused, and the config that comes of it stands
// for itself.
#include <vector>

#include "fuzz/fuzz.hpp"
#include "ibtr/config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::string base = ibtr::load_config(std::string(IBTR_FUZZ_SEEDS "/model/groups.toml")).text;
    const std::string text = ibtr::fuzz::text_of(data, size);
    std::vector<std::string> overrides;
    for (std::string_view rest = text; !rest.empty();) overrides.emplace_back(ibtr::fuzz::take_line(rest));
    std::string kept;
    try {
        kept = ibtr::load_config_text(base, "fuzz.toml", overrides).text;
    } catch (const ibtr::ConfigError&) {
        return 0;
    }
    ibtr::fuzz::require(ibtr::load_config_text(kept, "kept.toml").text == kept, "what was set loads as itself");
    return 0;
}
