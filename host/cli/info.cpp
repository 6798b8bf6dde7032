#include <fmt/core.h>

#include "cli/commands.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/build_info.hpp"

namespace ibtr::cli {
namespace {

void info() {
    fmt::print("ibtr {} ({})\n", build_info.version, build_info.git_describe);
    fmt::print("built with {}: {}\n\n", build_info.compiler, build_info.compiler_flags);
    fmt::print("backends\n");
    for (const BackendStatus& status : backend_status())
        fmt::print("  {:<5} {:<12} {}\n", status.name, status.usable ? "usable" : "not usable", status.detail);
    fmt::print("\nThis program makes no network access.\n");
}

}  // namespace

void add_info(CLI::App& app) {
    app.add_subcommand("info", "Version, build, backends and devices, and why one is not usable")->callback(info);
}

}  // namespace ibtr::cli
