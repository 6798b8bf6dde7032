#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "ibtr/economics.hpp"
#include "ibtr/model.hpp"
#include "ibtr/population.hpp"

namespace ibtr {

/// Share of women for whom a value holds, by when it is.
struct TimeShare {
    double at_start = 1;
    std::vector<double> in_bin;  ///< [bin], at its middle
    std::vector<double> at_end;  ///< [bin], where the end of a bin is that of a cycle; empty where time is continuous
};

/// One of a list of values, and when it holds.
struct TimedValue {
    std::size_t value = 0;                   ///< index in Economics::utilities or Economics::costs
    std::shared_ptr<const TimeShare> share;  ///< nothing: always
};
using TimedValues = std::vector<TimedValue>;

/// Which values hold for whom and when, resolved once: it does not depend on parameters. Women of a class have the same
/// levels of all factors that values depend on. Within a band the ages are those of time zero: who dies of age does not
/// change their mix.
class ValueSchedule {
public:
    ValueSchedule(const Model& model, const Economics& economics);

    [[nodiscard]] std::size_t classes() const { return classes_; }
    /// Class of the women of every cell.
    [[nodiscard]] std::vector<std::size_t> classes_of(const Population& population) const;

    /// What holds for the women of a class under a strategy.
    struct Values {
        std::vector<TimedValues> state_utilities, state_costs;            ///< by state
        std::vector<TimedValues> transition_utilities, transition_costs;  ///< by transition
        TimedValues first_utilities, first_costs;                         ///< at time zero
    };
    [[nodiscard]] const Values& of(StrategyIndex strategy, std::size_t women_class) const {
        return values_[strategy * classes_ + women_class];
    }

private:
    std::vector<std::size_t> factors_;  ///< that values depend on
    std::vector<std::size_t> levels_;   ///< parallel: how many
    std::size_t classes_ = 1;
    std::vector<Values> values_;  ///< [strategy][class]
};

}  // namespace ibtr
