#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/csv.hpp"
#include "survival/aalen_johansen.hpp"
#include "survival/event_times.hpp"

/// Simulated people and R's numbers of them: tests/reference/survival/make_reference.R.
namespace ibtr::survival::test {

inline std::vector<double> numbers_of(const CsvTable& table, const std::string& column) {
    const std::size_t place = table.find_column(column).value();
    std::vector<double> values;
    for (const CsvRow& row : table.rows) values.push_back(parse_number(row.fields[place]).value());
    return values;
}

template <class Whole>
std::vector<Whole> whole_numbers_of(const CsvTable& table, const std::string& column) {
    std::vector<Whole> values;
    for (const double value : numbers_of(table, column)) values.push_back(static_cast<Whole>(value));
    return values;
}

class ReferenceNumbers {
public:
    ReferenceNumbers() {
        const CsvTable table = read_csv(IBTR_SURVIVAL_REFERENCE "/reference.csv");
        for (const CsvRow& row : table.rows) numbers_[row.fields[0]].push_back(parse_number(row.fields[2]).value());
    }
    const std::vector<double>& operator[](const std::string& what) const { return numbers_.at(what); }

    /// Every number of a name to a relative error, against the largest of them where it is near 0.
    void compare(const std::string& what, std::span<const double> ours, double tolerance) const {
        const std::vector<double>& theirs = numbers_.at(what);
        ASSERT_EQ(ours.size(), theirs.size()) << what;
        double largest = 0;
        for (const double value : theirs) largest = std::max(largest, std::abs(value));
        for (std::size_t i = 0; i < theirs.size(); ++i)
            EXPECT_NEAR(ours[i], theirs[i], tolerance * std::max(std::abs(theirs[i]), 1e-3 * largest))
                << what << ' ' << i;
    }
    void compare(const std::string& what, double ours, double tolerance) const {
        compare(what, std::span(&ours, 1), tolerance);
    }

private:
    std::map<std::string, std::vector<double>> numbers_;
};

/// One row a person.
struct People {
    CsvTable table = read_csv(IBTR_SURVIVAL_REFERENCE "/people.csv");
    std::vector<double> entry = numbers_of(table, "entry"), exit = numbers_of(table, "exit");
    std::vector<std::uint8_t> event = whole_numbers_of<std::uint8_t>(table, "event");
    std::vector<std::uint32_t> arm = whole_numbers_of<std::uint32_t>(table, "arm"),
                               centre = whole_numbers_of<std::uint32_t>(table, "centre");

    [[nodiscard]] EventTimes times(bool late_entry, bool by_centre = false) const {
        EventTimes times{{}, exit, event, {}};
        if (late_entry) times.entry = entry;
        if (by_centre) times.stratum = centre;
        return times;
    }
};

/// Multistate histories; states from 0.
struct Histories {
    CsvTable table = read_csv(IBTR_SURVIVAL_REFERENCE "/transitions.csv");
    std::vector<std::uint32_t> id = whole_numbers_of<std::uint32_t>(table, "id"), from, to;
    std::vector<double> start = numbers_of(table, "start"), stop = numbers_of(table, "stop");

    Histories() {
        for (const double state : numbers_of(table, "from")) from.push_back(static_cast<std::uint32_t>(state) - 1);
        for (const double state : numbers_of(table, "to"))
            to.push_back(state == 0 ? no_transition : static_cast<std::uint32_t>(state) - 1);
    }
    [[nodiscard]] TransitionRows rows() const { return {id, from, to, start, stop}; }
    [[nodiscard]] std::size_t people() const { return *std::max_element(id.begin(), id.end()) + 1U; }
};

}  // namespace ibtr::survival::test
