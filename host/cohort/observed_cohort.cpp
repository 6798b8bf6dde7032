#include "cohort/observed_cohort.hpp"

#include <algorithm>
#include <cmath>

#include "base/statistics.hpp"
#include "base/text.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cohort {

void ObservedCohort::add(std::uint32_t person, Move move, double start_years, double stop_years,
                         std::size_t row_of_table) {
    id.push_back(person);
    from.push_back(move.from);
    to.push_back(move.to);
    start.push_back(start_years);
    stop.push_back(stop_years);
    table_row.push_back(row_of_table);
}

std::uint32_t ObservedCohort::state(const std::string& option, const std::string& name) const {
    const auto found = std::find(states.begin(), states.end(), name);
    if (found == states.end()) throw UsageError(option + ": state " + unknown_name(name, states));
    return static_cast<std::uint32_t>(found - states.begin());
}

std::vector<Move> moves_of(const ObservedCohort& cohort) {
    const std::size_t states = cohort.states.size();
    std::vector<std::uint8_t> seen(states * states, 0);
    for (std::size_t i = 0; i < cohort.id.size(); ++i)
        if (cohort.to[i] != survival::no_transition) seen[cohort.from[i] * states + cohort.to[i]] = 1;
    std::vector<Move> moves;
    for (std::uint32_t from = 0; from < states; ++from)
        for (std::uint32_t to = 0; to < states; ++to)
            if (seen[from * states + to] != 0) moves.push_back({from, to});
    return moves;
}

Move find_move(const ObservedCohort& cohort, const std::string& option, const std::string& name) {
    std::vector<std::string> names;
    for (const Move move : moves_of(cohort)) {
        names.push_back(cohort.name_of(move));
        if (names.back() == name) return move;
    }
    throw UsageError(option + ": transition " + unknown_name(name, names));
}

bool is_absorbing(const ObservedCohort& cohort, std::uint32_t state) {
    return std::find(cohort.from.begin(), cohort.from.end(), state) == cohort.from.end();
}

void complete(ObservedCohort& cohort) {
    const auto is_first = [&](std::size_t i) { return i == 0 || cohort.id[i] != cohort.id[i - 1]; };
    std::vector<std::size_t> begin_in(cohort.states.size(), 0);
    for (std::size_t i = 0; i < cohort.id.size(); ++i)
        if (is_first(i)) ++begin_in[cohort.from[i]];
    const auto most = std::max_element(begin_in.begin(), begin_in.end());
    cohort.start_state = static_cast<std::uint32_t>(most - begin_in.begin());
    cohort.entered.assign(cohort.id.size(), undefined);
    std::size_t unknown = 0;
    for (std::size_t i = 0; i < cohort.id.size(); ++i) {
        if (!is_first(i))
            cohort.entered[i] =
                cohort.to[i - 1] == survival::no_transition ? cohort.entered[i - 1] : cohort.stop[i - 1];
        else if (cohort.start[i] == 0 || cohort.from[i] == cohort.start_state)
            cohort.entered[i] = 0;
        unknown += std::isnan(cohort.entered[i]) ? 1 : 0;
    }
    if (unknown > 0)
        cohort.remarks.push_back(
            {Remark::Kind::warning, std::to_string(unknown) +
                                        " rows are of people first seen in a state that they came "
                                        "into before: left out where the clock is years since entry to the state"});
}

}  // namespace ibtr::cohort
