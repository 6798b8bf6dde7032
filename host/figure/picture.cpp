#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/process.hpp"
#include "figure/formats.hpp"

namespace ibtr::figure {
namespace {

using std::string_view_literals::operator""sv;

/// Larger than any page drawn here; what exceeds it is no figure.
constexpr std::size_t most_bytes = std::size_t{64} << 20U;

/// Of a PNG or PDF.
bool is_whole(const std::string& bytes, Format format) {
    const std::string_view begin = format == Format::png ? "\x89PNG\r\n\x1a\n"sv : "%PDF-"sv;
    const std::string_view end = format == Format::png ? "IEND\xae\x42\x60\x82"sv : "%%EOF"sv;
    constexpr std::size_t tail = 16;  // there may be line breaks behind
    return bytes.size() > tail && bytes.size() <= most_bytes && std::string_view(bytes).starts_with(begin) &&
           std::string_view(bytes).substr(bytes.size() - tail).find(end) != std::string_view::npos;
}

}  // namespace

const char* file_ending(Format format) {
    return format == Format::svg ? ".svg" : format == Format::pdf ? ".pdf" : ".png";
}

Picture written_by(const std::string& program, std::vector<std::string> arguments, std::string input,
                   const std::string& package) try {
    ProgramCall command{program, std::move(arguments)};
    command.input = std::move(input);
    command.time_limit = std::chrono::minutes(1);
    command.most_output_bytes = most_bytes;
    command.hears_ctrl_c = false;
    ProcessResult result = run_process(command);
    using End = ProcessResult::End;
    if (result.end == End::not_started && result.code == ENOENT)
        return {"", fmt::format("{} is not installed; Debian package {} has it", program, package)};
    if (result.end == End::not_started)
        return {"", fmt::format("{} cannot be started: {}", program, std::generic_category().message(result.code))};
    if (result.end == End::out_of_time) return {"", program + " did not end within a minute and was stopped"};
    if (result.end == End::too_much_output)
        return {"", fmt::format("{} wrote more than {} MiB, which is no picture", program, most_bytes >> 20U)};
    if (result.end == End::interrupted) return {"", program + " was stopped by the user"};
    if (!result.succeeded() || result.output.empty())
        return {"", fmt::format("{} failed: {}", program, first_line(result.complaints))};
    return {std::move(result.output), ""};
} catch (const std::system_error& failure) {
    return {"", fmt::format("{} cannot be started: {}", program, failure.what())};
}

Picture picture(const Page& page, Format format, const Description& description) {
    if (format == Format::svg) return {svg_text(page, description), ""};
    Picture drawn = written_by("gnuplot", {"--default-settings", "-"}, gnuplot_program(page, format), "gnuplot-nox");
    if (!drawn.bytes.empty() && !is_whole(drawn.bytes, format)) return {"", "gnuplot wrote no whole picture"};
    return drawn;
}

}  // namespace ibtr::figure
