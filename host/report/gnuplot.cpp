#include "report/gnuplot.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/process.hpp"

namespace ibtr {

GnuplotResult run_gnuplot(const std::string& script) try {
    Command command{"gnuplot", {"--default-settings", "-"}};
    command.input = script;
    command.time_limit = std::chrono::minutes(1);
    command.hears_ctrl_c = false;
    ProcessResult result = run_process(command);
    using End = ProcessResult::End;
    if (result.end == End::not_started && result.code == ENOENT)
        return {"", "gnuplot is not installed; Debian package gnuplot-nox has it"};
    if (result.end == End::not_started)
        return {"", "gnuplot cannot be started: " + std::generic_category().message(result.code)};
    if (result.end == End::out_of_time) return {"", "gnuplot did not end within a minute and was stopped"};
    if (!result.succeeded() || result.output.empty()) return {"", "gnuplot failed: " + first_line(result.complaints)};
    return {std::move(result.output), ""};
} catch (const std::system_error& failure) {
    return {"", std::string("gnuplot cannot be started: ") + failure.what()};
}

std::string gnuplot_string(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "’";
        else
            quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return quoted + "'";
}

std::string axis_title(const std::string& name, const std::string& unit) {
    return unit.empty() || unit == "none" ? name : name + " [" + unit + "]";
}

}  // namespace ibtr
