#include "explore/browser.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <system_error>

#include "base/process.hpp"

namespace ibtr::explore {
namespace {

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

}  // namespace

OpenedBrowser::OpenedBrowser(const std::string& address) {
    if (!is_set("HOME") || (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY"))) return;
    std::string name = std::string(std::getenv("HOME")) + "/ibtr-explore-XXXXXX.html";
    const int descriptor = ::mkstemps(name.data(), 5);  // readable by this account alone
    if (descriptor < 0) return;
    file_ = name;
    const std::string text = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>ibtr explore</title>"
        "<meta http-equiv=\"refresh\" content=\"0; url={0}\"></head><body><a href=\"{0}\">ibtr "
        "explore</a></body></html>\n",
        address);
    const bool is_written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(descriptor);
    is_asked_ = is_written && start_process("xdg-open", {file_.string()});
}

OpenedBrowser::~OpenedBrowser() {
    std::error_code ignored;
    if (!file_.empty()) std::filesystem::remove(file_, ignored);
}

}  // namespace ibtr::explore
