#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cohort/observed_cohort.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cohort {

/// A file with a row a spell: columns from, to (empty: none seen), start_years, stop_years and one of people's ids.
struct HistoryColumns {
    std::string id = "id";
    std::vector<std::string> deaths;  ///< names of states that are deaths
};
/// @throws ConfigError naming every row that cannot be: times out of order, spells of one person that overlap, a next
/// spell in another state than the last one ended in
ObservedCohort read_histories(CsvTable table, const HistoryColumns& columns);

/// A file with a row a person and a column of times for each event; empty or NA: it did not come.
struct WideColumns {
    std::string id = "id";
    std::string initial = "event_free";                       ///< name of the state at time zero
    std::vector<std::pair<std::string, std::string>> events;  ///< state and its column, from the least to the worst
    std::string death, exit;                                  ///< columns; `death` may be empty
};
/// Events lead from the initial state through states in the order of their times. Two at one time: the worse counts,
/// the other is passed in no time. An event after a worse one leads nowhere: it is not in the model that the order of
/// the events states. Both are counted in remarks.
/// @throws ConfigError naming every row that cannot be: an event after the exit, or after death
ObservedCohort read_wide(CsvTable table, const WideColumns& columns);

/// Times reconstructed from a curve (columns time_years, survival) and numbers at risk (time_years, at_risk): people
/// who are `alive` until they are `dead`. @throws ConfigError where a file is no such curve
ObservedCohort read_published_curve(const CsvTable& curve, const CsvTable& at_risk, std::optional<double> events);

/// Problems of a file, gathered; all are reported at once, the first twenty in words.
class RowProblems {
public:
    explicit RowProblems(const CsvTable& table) : table_(table) {}
    void add(std::size_t row, const std::string& column, const std::string& message);
    void throw_if_any() const;

private:
    const CsvTable& table_;
    std::vector<Problem> problems_;
    std::size_t not_shown_ = 0;
};

/// Position of a column. @throws ConfigError with the columns that there are
std::size_t require_column(const CsvTable& table, const std::string& column, const std::string& what_for);

/// Whether a field stands for no value: empty or NA.
bool is_missing(const std::string& field);

/// @throws ConfigError where it is no name that a config takes
void require_state_name(const std::string& file, int line, const std::string& name);

}  // namespace ibtr::cohort
