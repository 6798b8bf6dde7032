#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "config/document.hpp"
#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"
#include "model/hazard_families.hpp"

namespace ibtr::config {

/// A model in the making: the document it is read from and what has been read so far.
struct Build {
    Cursor root;
    Problems& problems;
    Model model = {};
    std::vector<bool> parameter_used = {};       ///< parallel to Model::parameters
    std::vector<std::string> placeholders = {};  ///< keys whose value could not be read: not checked further
    std::vector<std::string> unsourced = {};     ///< keys of numbers written in place without a source
    bool start_resolved = true;                  ///< false where the start state could not be read
    bool graph_resolved = true;                  ///< false where a transition's ends could not be read
    bool kinds_resolved = true;  ///< false where a state's kind or an endpoint's transition could not be read

    void report(const Cursor& at, std::string message) { problems.add(at.origin(), at.path(), std::move(message)); }
    /// True where this key, something in it, or something around it, could not be read.
    [[nodiscard]] bool is_placeholder(std::string_view key) const;
};

// The stages, in the order in which names become known. Each reports what is wrong and puts a harmless
// placeholder in its place, so that the later ones can go on and report theirs.
void read_parameters(Build& build);
void read_joint_uncertainty(Build& build);
void read_life_tables(Build& build);
void read_states(Build& build);
void read_strategies(Build& build);
void read_factors(Build& build);
/// Where women begin: after states and factors, one of which it may add.
void read_start(Build& build);
void read_mixes(Build& build);
/// Reads clocks of several states. After the states, before the transitions.
void read_clocks(Build& build);
void read_transitions(Build& build);
void read_endpoints(Build& build);
/// The list of an endpoint's transitions, in its short form or its long one.
Cursor transitions_of(const Cursor& endpoint);
/// Decides which states are deaths; reports absorbing states of which nothing says it, and what contradicts it. After
/// the endpoints are read.
void decide_deaths(Build& build);
void read_case_mix(Build& build);
void read_standardisation(Build& build);
void read_settings(Build& build);
void read_marginals(Build& build);
void read_validation(Build& build);
void read_calibration(Build& build);

/// Reads utilities, costs and discount rates; nothing where the config has none. After states, strategies, transitions
/// and groups are known.
std::optional<Economics> read_economics(Build& build);
/// Reads a list of utilities or costs.
std::vector<ValueOf> read_values(Build& build, const Cursor& at);

/// Whether this key of a factor stands for the table `start_states`, which the config has in its place.
bool stands_for_start_factor(const Build& build, std::string_view key);

/// Reports states that cannot be left or reached, transitions out of absorbing states and the like.
void check_graph(Build& build);

/// Reads the clock of a transition out of a state; reports one that the state has not.
std::optional<Clock> read_clock(Build& build, const Cursor& at, std::optional<std::size_t> from);
/// Reports hazards by the sojourn in states where another time since entry is kept.
void check_clocks(Build& build);
void warn_of_clocks(const Model& model, std::vector<std::string>& warnings);

/// Reports age clocks without ages, and ages that a life table does not cover.
void check_ages(Build& build);

/// What is legal but probably not meant.
std::vector<std::string> find_warnings(const Build& build);

/// Reads the `name` of a named table; reports characters that do not fit a path, a CSV field or `factor=level`.
std::string read_name(Build& build, const Cursor& table);
void check_name(Build& build, const Cursor& at, const std::string& name);
/// Reads what something is called for people; reports an empty text and control characters.
std::string read_label(Build& build, const Cursor& at, const std::string& fallback);
/// Reads a title, a source or a note, free text that reports show in tables; reports what a spreadsheet would compute.
std::string read_prose(Build& build, const Cursor& at, const std::string& fallback);

/// Reads the hazards of a transition and their ratios.
void read_hazards(Build& build, const Cursor& at, Transition& transition);

/// Reads a parameter's uncertainty; nothing where it is not well formed.
std::optional<Uncertainty> read_uncertainty(Build& build, const Cursor& at);
/// Reports an uncertainty that the parameter's value cannot have.
void check_fit(Build& build, const Cursor& at, const Parameter& parameter);

/// Reads bands, their weights and level names of a factor with kind = "age".
void read_age_bands(Build& build, const Cursor& at, Factor& factor);
/// Reports levels that occur twice or do not fit a CSV field.
void check_levels(Build& build, const Cursor& at, const std::vector<std::string>& levels);

/// Reports names that occur twice.
void check_unique(Build& build, const std::vector<Cursor>& tables, const std::vector<std::string>& names);

/// Index of the name that `at` holds among `names`; reports an unknown one.
std::optional<std::size_t> resolve(Build& build, const Cursor& at, const std::vector<std::string>& names);
/// The same for an element of a list in which no name may stand twice; reports one that is among `earlier`.
std::optional<std::size_t> resolve_new(Build& build, const Cursor& at, const std::vector<std::string>& names,
                                       const std::vector<std::size_t>& earlier);

/// Reads a number or the name of a parameter, which must have one of the rule's units.
Input read_choice(Build& build, const Cursor& at, const NumberRule& rule);
/// Like read_choice for each element of an array; `count` of them are expected, `what` says why.
std::vector<Input> read_choices(Build& build, const Cursor& at, const NumberRule& rule, std::size_t count,
                                const std::string& what);
/// Like read_choices for one probability a level; numbers among them need a source.
std::vector<Input> read_probabilities(Build& build, const Cursor& at, const Cursor& source, std::size_t levels);

/// True for a number, and for an array with a number in it: evidence written in place.
bool holds_number(const Cursor& at);
/// Notes a number at `at` that has no source at `source`: it counts as an assumption, which is a warning.
void note_source(Build& build, const Cursor& at, const Cursor& source);

}  // namespace ibtr::config
