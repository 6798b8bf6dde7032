#include "economics/value_schedule.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace ibtr {
namespace {

struct AgePoint {
    double years, weight;
};

/// Ages at time zero: two points a bin of the output grid, so that spans which end at whole bins get their exact share.
std::vector<AgePoint> ages_at_start(const AgeBand& band, unsigned grid_per_year) {
    const double width = band.high_years - band.low_years;
    if (width == 0) return {{band.low_years, 1}};
    const auto count = static_cast<std::size_t>(std::max(1L, std::lround(width * 2 * grid_per_year)));
    std::vector<AgePoint> points;
    double total = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double after = width * (static_cast<double>(i) + 0.5) / static_cast<double>(count);
        const std::vector<double>& years = band.single_year_weights;
        const double weight = years.empty() ? 1 : years[std::min(static_cast<std::size_t>(after), years.size() - 1)];
        points.push_back({band.low_years + after, weight});
        total += weight;
    }
    for (AgePoint& point : points) point.weight /= total;
    return points;
}

/// The women of a class under a strategy.
struct Women {
    StrategyIndex strategy;
    const std::vector<std::size_t>& factors;
    std::vector<std::size_t> levels;  ///< parallel
    std::vector<AgePoint> ages;       ///< empty where no value depends on age
};

bool are_meant(const Women& women, const ValueCondition& when) {
    if (when.strategy && *when.strategy != women.strategy) return false;
    if (!when.factor) return true;
    const auto place = std::find(women.factors.begin(), women.factors.end(), *when.factor);
    return women.levels[static_cast<std::size_t>(place - women.factors.begin())] == *when.level;
}

bool holds(const ValueCondition& when, double years, std::optional<double> age_at_start) {
    if (years < when.from_years || (when.to_years && years >= *when.to_years)) return false;
    if (!when.ages) return true;
    const double age = age_at_start.value() + years;
    return age >= when.ages->from_years && age < when.ages->to_years;
}

std::size_t conditions(const ValueCondition& when) {
    const bool timed = when.from_years > 0 || when.to_years;
    return std::size_t{when.strategy.has_value()} + std::size_t{when.factor.has_value()} + std::size_t{timed} +
           std::size_t{when.ages.has_value()};
}

/// Some values of a list that are meant for women: when each of them holds.
class Shares {
public:
    Shares(const Model& model, const Economics& economics, const Women& women)
        : model_(model), rewards_(economics.cycle_rewards), women_(women) {}

    /// @param exclusive of those that hold only the one with most conditions counts; else each does
    TimedValues of(const std::vector<ValueOf>& list, const std::vector<std::size_t>& meant, bool exclusive) const {
        const bool any_time =
            std::all_of(meant.begin(), meant.end(), [&](std::size_t value) { return list[value].when.any_time(); });
        const bool shared = exclusive && meant.size() > 1;
        if (shared && any_time) return {{winner(list, meant, 0, std::nullopt).value(), nullptr}};
        TimedValues result;
        for (const std::size_t value : meant) {
            if (!shared && list[value].when.any_time()) {
                result.push_back({value, nullptr});
                continue;
            }
            const auto share_at = [&](double years) {
                return share([&](std::optional<double> age) {
                    return shared ? winner(list, meant, years, age) == value : holds(list[value].when, years, age);
                });
            };
            result.push_back({value, std::make_shared<const TimeShare>(over_time(share_at))});
        }
        return result;
    }

private:
    /// @param counts of women of an age, whether they count
    template <class Counts>
    double share(const Counts& counts) const {
        if (women_.ages.empty()) return counts(std::nullopt) ? 1 : 0;
        double sum = 0;
        for (const AgePoint& age : women_.ages) sum += counts(age.years) ? age.weight : 0;
        return sum;
    }

    static std::optional<std::size_t> winner(const std::vector<ValueOf>& list, const std::vector<std::size_t>& meant,
                                             double years, std::optional<double> age) {
        std::optional<std::size_t> best;
        for (const std::size_t value : meant) {
            if (!holds(list[value].when, years, age)) continue;
            if (!best || conditions(list[value].when) > conditions(list[*best].when)) best = value;
        }
        return best;
    }

    /// A stay that is counted at the end of a cycle belongs to the cycle before, or under `start` to the next.
    template <class ShareAt>
    TimeShare over_time(const ShareAt& share_at) const {
        const double width = 1.0 / model_.grid_per_year;
        TimeShare result;
        for (std::size_t j = 0; j < model_.bins(); ++j)
            result.in_bin.push_back(share_at((static_cast<double>(j) + 0.5) * width));
        if (!model_.cycle_years) return result;
        const double half = *model_.cycle_years / 2;
        result.at_start = share_at(half);
        for (std::size_t j = 0; j < model_.bins(); ++j) {
            const double end = static_cast<double>(j + 1) * width;
            result.at_end.push_back(share_at(rewards_ == CycleRewards::start ? end + half : end - half));
        }
        return result;
    }

    const Model& model_;
    CycleRewards rewards_;
    const Women& women_;
};

ValueSchedule::Values values_of(const Model& model, const Economics& economics, const Women& women) {
    const Shares shares(model, economics, women);
    const auto meant = [&](const std::vector<ValueOf>& list, const auto& about) {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < list.size(); ++i)
            if (about(list[i]) && are_meant(women, list[i].when)) found.push_back(i);
        return found;
    };
    ValueSchedule::Values values;
    for (std::size_t state = 0; state < model.states.size(); ++state) {
        const auto about = [&](const ValueOf& value) { return value.state == state; };
        values.state_utilities.push_back(shares.of(economics.utilities, meant(economics.utilities, about), true));
        values.state_costs.push_back(shares.of(economics.costs, meant(economics.costs, about), false));
    }
    for (std::size_t transition = 0; transition < model.transitions.size(); ++transition) {
        const auto about = [&](const ValueOf& value) { return value.transition == transition; };
        values.transition_utilities.push_back(shares.of(economics.utilities, meant(economics.utilities, about), false));
        values.transition_costs.push_back(shares.of(economics.costs, meant(economics.costs, about), false));
    }
    const auto about = [](const ValueOf& value) { return !value.state && !value.transition; };
    values.first_utilities = shares.of(economics.utilities, meant(economics.utilities, about), false);
    values.first_costs = shares.of(economics.costs, meant(economics.costs, about), false);
    return values;
}

}  // namespace

ValueSchedule::ValueSchedule(const Model& model, const Economics& economics) {
    std::set<std::size_t> factors;
    bool by_age = false;
    for (const std::vector<ValueOf>* list : {&economics.utilities, &economics.costs})
        for (const ValueOf& value : *list) {
            if (value.when.factor) factors.insert(*value.when.factor);
            by_age = by_age || value.when.ages.has_value();
        }
    if (by_age) factors.insert(model.age_factor().value());
    factors_.assign(factors.begin(), factors.end());
    for (const std::size_t factor : factors_) {
        levels_.push_back(model.factors[factor].levels.size());
        classes_ *= levels_.back();
    }
    for (StrategyIndex s; s < model.strategies.size(); ++s)
        for (std::size_t c = 0; c < classes_; ++c) {
            Women women{s, factors_, std::vector<std::size_t>(factors_.size()), {}};
            std::size_t rest = c;
            for (std::size_t k = factors_.size(); k-- > 0; rest /= levels_[k]) {
                women.levels[k] = rest % levels_[k];
                if (by_age && factors_[k] == *model.age_factor())
                    women.ages =
                        ages_at_start(model.factors[factors_[k]].age_bands[women.levels[k]], model.grid_per_year);
            }
            values_.push_back(values_of(model, economics, women));
        }
}

std::vector<std::size_t> ValueSchedule::classes_of(const Population& population) const {
    std::vector<std::size_t> result(population.cells.size(), 0);
    for (std::size_t k = 0; k < factors_.size(); ++k) {
        const auto place = std::find(population.cell_factors.begin(), population.cell_factors.end(), factors_[k]);
        if (place == population.cell_factors.end()) throw std::logic_error("values by a factor that splits no report");
        const auto column = static_cast<std::size_t>(place - population.cell_factors.begin());
        for (std::size_t c = 0; c < result.size(); ++c)
            result[c] = result[c] * levels_[k] + population.cells[c].levels[column];
    }
    return result;
}

}  // namespace ibtr
