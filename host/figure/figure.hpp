#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "figure/chart.hpp"
#include "figure/formats.hpp"
#include "recorded/run_files.hpp"

/// Figures of finished runs: what the files of a run folder hold, and nothing else, becomes a page with a caption and
/// the table of what is drawn.
namespace ibtr::figure {

using recorded::Rows;
using recorded::RunFiles;

/// What things are called for people, by their names in files.
class Names {
public:
    enum class Of : std::uint8_t { strategy, endpoint, state, transition, parameter, target, any };

    void call(Of what, const std::string& name, const std::string& label);
    /// The label, or else the name with spaces for underscores.
    [[nodiscard]] std::string label(Of what, const std::string& name) const;

    std::string people = "patients";
    std::string reference;                      ///< strategy that others are held against; empty: the first
    std::string currency;                       ///< of costs; empty where none is known
    std::vector<std::string> death_incidences;  ///< endpoints that are incidences of deaths by cause

private:
    std::map<std::pair<Of, std::string>, std::string> labels_;
};

/// Where numbers come from. Empty and 0: not known, or none.
struct Origin {
    std::string command = {}, config_hash = {}, tally_digest = {}, backend = {}, version = {};
    std::uint64_t seed = 0, patients = 0, draws = 0;
};
/// What a run's manifest says. @throws UsageError where it is none
Origin origin_of(const RunFiles& files);

/// Which figure, of what, how large.
struct Request {
    std::string kind;                         ///< one of `kinds`
    std::vector<std::string> endpoints = {};  ///< else that of the kind; several: a panel each, of curves by strategy
    std::string group = "all";
    std::optional<std::string> population = {};  ///< else the first in the files
    std::vector<std::string> strategies = {};    ///< else all
    Look look = {};
};

struct Figure {
    Page page;
    std::string title;    ///< for screen readers
    std::string caption;  ///< what is shown, how many were simulated, what both intervals are, where it comes from
    std::string data;     ///< CSV of what is drawn
};

/// Names of the figures that can be drawn, in the order of the documentation.
std::vector<std::string> kinds();

/// @throws UsageError where the kind is unknown, the folder lacks what it is drawn of, or nothing fits the request
Figure make_figure(const RunFiles& files, const Request& request, const Names& names, const Origin& origin);

/// The file names of a figure without their endings: kind, endpoint and group.
std::string file_stem(const Request& request);

/// Writes STEM.svg, .pdf or .png as asked, STEM.csv and STEM.txt, the caption.
/// @return why a format is missing, for people; empty where all are there
std::string write_figure(const Figure& figure, const std::string& stem, const std::vector<Format>& formats,
                         const RunFolder& folder);

/// The figure that a command adds to its own run folder, NAME.svg and NAME.png with its caption NAME.txt, of the files
/// that are in it. @return why there is none, for people
std::string add_figure(const RunFolder& folder, const std::string& name, const Request& request, const Names& names,
                       const Origin& origin);
/// What add_figure writes.
FileNames figure_files(const std::string& name);

}  // namespace ibtr::figure
