#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/build_info.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "ibtr/backend.hpp"
#include "page/assets.hpp"

namespace ibtr::cli {
namespace {

std::string in_words() {
    std::string text = fmt::format("ibtr {}\nbuilt with {}: {}\n\nbackends\n", build_info.version, build_info.compiler,
                                   build_info.compiler_flags);
    for (const BackendStatus& status : backend_status())
        text += fmt::format("  {:<5} {:<12} {}\n", status.name, status.usable ? "usable" : "not usable", status.detail);
    text += page::engine_module().empty()
                ? fmt::format("\npages are made without the engine: {}\n", page::why_no_engine())
                : fmt::format("\npages carry the engine: {} bytes of WebAssembly\n", page::engine_module().size());
    return text + "\nThis program makes no network access.\n";
}

std::string as_json() {
    nlohmann::ordered_json backends = nlohmann::ordered_json::array();
    for (const BackendStatus& status : backend_status())
        backends.push_back({{"name", status.name}, {"usable", status.usable}, {"detail", status.detail}});
    const nlohmann::ordered_json info = {
        {"schema", 1},
        {"version", build_info.version},
        {"git_describe", build_info.git_describe},
        {"compiler", build_info.compiler},
        {"compiler_flags", build_info.compiler_flags},
        {"backends", std::move(backends)},
        {"page_engine_bytes", page::engine_module().size()},
    };
    return info.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

void add_info(CommandLine& program) {
    auto json = std::make_shared<bool>(false);
    Command command = program.add("info", "Version, build, backends and devices, and why one is not usable");
    command.flag("--json", *json, "One line of JSON");
    command.does([json] { print_result(*json ? as_json() : in_words()); });
}

}  // namespace ibtr::cli
