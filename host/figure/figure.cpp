#include "figure/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"
#include "figure/kinds.hpp"
#include "ibtr/error.hpp"

namespace ibtr::figure {
namespace {

struct Kind {
    const char* name;
    Figure (*make)(const Material& material);
};

constexpr std::array all_kinds{
    Kind{"survival", survival},       Kind{"cumulative_incidence", cumulative_incidence},
    Kind{"occupancy", occupancy},     Kind{"hazards", hazards},
    Kind{"difference", difference},   Kind{"forest", forest},
    Kind{"funnel", funnel},           Kind{"tornado", tornado},
    Kind{"two_way", two_way},         Kind{"ce_plane", ce_plane},
    Kind{"ceac", acceptability},      Kind{"evpi", perfect_information},
    Kind{"convergence", convergence}, Kind{"validation", validation},
    Kind{"solve", solution},
};

std::string text_or_nothing(const nlohmann::json& json, const char* key) {
    return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
}

std::uint64_t count_or_0(const nlohmann::json& json, const char* key) {
    return json.contains(key) && json[key].is_number_unsigned() ? json[key].get<std::uint64_t>() : 0;
}

}  // namespace

void Names::call(Of what, const std::string& name, const std::string& label) {
    labels_[{what, name}] = label;
}

std::string Names::label(Of what, const std::string& name) const {
    for (const Of of : {Of::any, what})
        if (const auto found = labels_.find({of, name}); found != labels_.end() && !found->second.empty())
            return found->second;
    std::string text = name;
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

Origin origin_of(const RunFiles& files) {
    const nlohmann::json manifest = files.json("manifest.json"), summary = files.json("summary.json");
    const nlohmann::json& source = manifest.empty() ? summary : manifest;
    const std::string backend = text_or_nothing(source, "backend");
    const std::uint64_t patients = backend == "exact" ? 0 : count_or_0(source, "patients");  // none was walked
    return {text_or_nothing(source, "command"),
            text_or_nothing(source, "config_hash"),
            text_or_nothing(source, "tally_digest"),
            backend,
            text_or_nothing(source, "version"),
            count_or_0(source, "seed"),
            patients,
            count_or_0(source, "draws")};
}

std::vector<std::string> kinds() {
    return names_of(std::vector<Kind>(all_kinds.begin(), all_kinds.end()));
}

Figure make_figure(const RunFiles& files, const Request& request, const Names& names, const Origin& origin) {
    const auto kind =
        std::find_if(all_kinds.begin(), all_kinds.end(), [&](const Kind& each) { return each.name == request.kind; });
    if (kind == all_kinds.end()) throw UsageError("--kind: " + unknown_name(request.kind, kinds()));
    return kind->make({files, request, names, origin});
}

std::optional<std::string> only_endpoint(const Request& request) {
    if (request.endpoints.empty()) return std::nullopt;
    if (request.endpoints.size() > 1)
        throw UsageError(fmt::format(
            "--endpoint {}: a figure of kind {} is of one endpoint; `survival` and `cumulative_incidence` draw a panel "
            "for each",
            fmt::join(request.endpoints, ","), request.kind));
    return request.endpoints.front();
}

std::string file_stem(const Request& request) {
    std::string stem = request.kind;
    for (const std::string& endpoint : request.endpoints) stem += "_" + endpoint;
    if (request.group != "all") stem += "_" + request.group;
    if (request.population && *request.population != "standardised") stem += "_" + *request.population;
    constexpr std::size_t longest = 100;
    for (char& c : stem)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.') c = '_';
    return stem.substr(0, longest);
}

std::string write_figure(const Figure& figure, const std::string& stem, const std::vector<Format>& formats,
                         const RunFolder& folder) {
    std::string reason;
    for (const Format format : formats) {
        const Picture drawn = picture(figure.page, format, {figure.title, figure.caption});
        if (drawn.bytes.empty())
            reason = drawn.reason;
        else
            folder.write(stem + file_ending(format), drawn.bytes);
    }
    if (!figure.data.empty()) folder.write(stem + ".csv", figure.data);
    folder.write(stem + ".txt", figure.caption + "\n");
    return reason;
}

std::string add_figure(const RunFolder& folder, const std::string& name, const Request& request, const Names& names,
                       const Origin& origin) try {
    Figure figure = make_figure(RunFiles(folder.path()), request, names, origin);
    figure.data.clear();  // the command's own files hold it
    return write_figure(figure, name, {Format::svg, Format::png}, folder);
} catch (const UsageError& nothing_to_draw) {
    return nothing_to_draw.what();
}

FileNames figure_files(const std::string& name) {
    return {name + ".svg", name + ".png", name + ".txt"};
}

std::string group_in_words(const Material& material) {
    const std::string &group = material.request.group, &people = material.names.people;
    return group == "all" ? "all " + people : people + " with " + group;
}

std::string provenance(const Material& material, const std::string& simulation, const std::string& parameters) {
    const Origin& from = material.origin;
    const std::string& people = material.names.people;
    std::string size = from.patients > 0
                           ? fmt::format("{} simulated {}", number_text(static_cast<double>(from.patients), 0), people)
                           : "Exact solution";
    if (from.draws > 0)
        size += fmt::format("{}, {} draws of the parameters", from.patients > 0 ? " a draw" : "",
                            number_text(static_cast<double>(from.draws), 0));
    std::string text = fmt::format(
        "{}. 95 % interval of the simulation (Monte Carlo error of the finite number of {}): {}. 95 % interval of the "
        "parameters: {}.",
        size, people, simulation, parameters);
    if (!from.config_hash.empty()) text += fmt::format(" Config {}, seed {}.", from.config_hash, from.seed);
    if (!from.tally_digest.empty()) text += " Tally digest " + from.tally_digest + ".";
    if (!from.version.empty()) text += fmt::format(" ibtr {} {}, {}.", from.version, from.command, from.backend);
    return text;
}

std::string provenance_without_draws(const Material& material, const std::string& simulation,
                                     const std::string& parameters) {
    Origin origin = material.origin;
    origin.draws = 0;
    return provenance({material.files, material.request, material.names, origin}, simulation, parameters);
}

}  // namespace ibtr::figure
