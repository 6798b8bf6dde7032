#include "report/picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/process.hpp"

namespace ibtr {
namespace {

constexpr std::size_t most_characters = 40;  // of a label

// Okabe and Ito's palette: told apart with every common form of colour blindness.
constexpr std::array colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"};
constexpr std::array dashes{"solid", "(24,7)", "(8,6)", "(24,6,6,6)", "(4,5)"};

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

/// What a gnuplot process made of a script.
struct GnuplotResult {
    std::string picture;  ///< empty where there is none
    std::string reason;   ///< why there is none, for people
};

/// Runs gnuplot on a script, for at most a minute, without the user's gnuplot settings.
GnuplotResult run_gnuplot(const std::string& script) try {
    ProgramCall command{"gnuplot", {"--default-settings", "-"}};
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

}  // namespace

// The SVG is measured in units of the page; the PNG has two pixels a unit, and cairo takes font sizes in points of 96
// dots an inch.
std::string picture_terminal(PictureFormat format, double page_width, double page_height) {
    const double scale = format == PictureFormat::svg ? 1 : 2;
    const std::string kind =
        format == PictureFormat::svg
            ? "svg dynamic dashlength 0.5"
            : fmt::format("pngcairo fontscale {} linewidth {} pointscale {}", 0.75 * scale, scale, scale);
    return fmt::format(
        "set terminal {} noenhanced rounded size {:.0f},{:.0f} font 'DejaVu Sans,13' background rgb 'white'\n", kind,
        page_width * scale, page_height * scale);
}

const char* line_colour(std::size_t n) {
    return colours[n % colours.size()];
}

const char* line_dash(std::size_t n) {
    return dashes[n % dashes.size()];
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string shortened(const std::string& text) {
    const std::size_t all = characters(text);
    if (all <= most_characters) return text;
    constexpr std::size_t at_start = most_characters / 2, at_end = most_characters - at_start - 1;
    std::string start, end;
    std::size_t count = 0;
    for (const char c : text) {
        if (starts_character(c)) ++count;
        if (count <= at_start) start += c;
        if (count > all - at_end) end += c;
    }
    return start + "…" + end;
}

std::vector<std::string> line_labels(const std::vector<Strategy>& strategies) {
    std::vector<std::string> labels;
    for (const Strategy& strategy : strategies)
        labels.push_back(shortened(strategy.label.empty() ? strategy.name : strategy.label));
    const std::vector<std::string> cut = labels;
    for (std::size_t s = 0; s < cut.size(); ++s)
        if (std::count(cut.begin(), cut.end(), cut[s]) > 1) labels[s] += fmt::format(" ({})", s + 1);
    return labels;
}

FileNames picture_files(const std::string& name) {
    return {name + ".svg", name + ".png"};
}

std::string draw_picture(const std::string& name, const RunFolder& folder,
                         const std::function<std::string(PictureFormat)>& script) {
    for (const auto& [format, ending] :
         {std::pair{PictureFormat::svg, ".svg"}, std::pair{PictureFormat::png, ".png"}}) {
        const GnuplotResult drawn = run_gnuplot(script(format));
        if (drawn.picture.empty()) return drawn.reason;
        folder.write(name + ending, drawn.picture);
    }
    return "";
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
