#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

#include "validate/target_scale.hpp"
#include "weigh/weighing.hpp"

namespace ibtr::weigh {
namespace {

using Weighted = std::vector<std::pair<double, double>>;  ///< (value, weight), weights sum to 1

/// Quantiles of a weighted sample: half of a value's weight lies below it, straight between neighbours.
Spread spread_of_weighted(Weighted sample) {
    std::sort(sample.begin(), sample.end());
    const auto at = [&](double p) {
        double below = 0, place = 0, before = 0;
        for (std::size_t i = 0; i < sample.size(); ++i) {
            place = below + sample[i].second / 2;
            if (place >= p) {
                if (i == 0 || place == before) return sample[i].first;
                return std::lerp(sample[i - 1].first, sample[i].first, (p - before) / (place - before));
            }
            below += sample[i].second;
            before = place;
        }
        return sample.back().first;
    };
    return {at(0.5), at(0.025), at(0.975)};
}

double normal_below(double z) {
    return std::erfc(-z / std::numbers::sqrt2) / 2;
}

/// The numbers of one column at every draw and point.
std::vector<double> column_numbers(const NodeValues& values, const std::vector<std::size_t>& usable,
                                   std::size_t contender, const PointGrid& grid, std::size_t column) {
    std::vector<double> numbers;
    for (const std::size_t draw : usable) {
        const double* nodes = values.at(draw, contender, 0);
        for (const std::vector<double>& weights : grid.of_node) {
            double number = 0;
            for (std::size_t n = 0; n < weights.size(); ++n)
                number += weights[n] * nodes[n * values.columns() + column];
            numbers.push_back(number);
        }
    }
    return numbers;
}

class Describer {
public:
    Describer(const Contest& contest, const TargetChoice& choice, const Contender& contender,
              const LogLikelihoods& likelihoods, Weighed& weighed)
        : contest_(contest),
          choice_(choice),
          contender_(contender),
          likelihoods_(likelihoods),
          grid_(point_grid(contender, prior_choices(contender.explanation).front())),
          errors_(choice, contest.errors.front()),
          weighed_(weighed),
          prior_(prior_weights(likelihoods)) {}

    void parameters() {
        const auto add = [&](const std::string& given, const std::string& horizon, const std::vector<double>& weights) {
            for (std::size_t f = 0; f < contender_.free.size(); ++f) {
                std::map<double, double> by_value;  // a sum over draws
                for (std::size_t i = 0; i < weights.size(); ++i)
                    by_value[grid_.values[i % likelihoods_.points][f]] += weights[i];
                weighed_.parameters.push_back({contender_.explanation.name, contender_.explanation.free[f].name, given,
                                               horizon, spread_of_weighted({by_value.begin(), by_value.end()})});
            }
        };
        if (contender_.free.empty()) return;
        add("prior", "", prior_);
        for (const TimeChoice& time : time_choices(contest_)) {
            add("fitted", time.name, posterior_weights(likelihoods_, Of::fitted, time.weights));
            if (choice_.held_out > 0) add("all", time.name, posterior_weights(likelihoods_, Of::all, time.weights));
        }
    }

    void predictions(const NodeValues& values, const std::vector<std::size_t>& usable, std::size_t contender) {
        const std::vector<TimeChoice> times = time_choices(contest_);
        const std::vector<double> given_mixture = posterior_weights(likelihoods_, Of::fitted, times.back().weights);
        for (std::size_t i = 0; i < choice_.targets.size(); ++i) {
            const std::size_t readings = choice_.targets[i].of_unknown_time ? choice_.times : 1;
            for (std::size_t t = 0; t < readings; ++t) {
                const std::size_t column = choice_.column(i, t);
                const std::vector<double> numbers = column_numbers(values, usable, contender, grid_, column);
                const bool has_own = choice_.targets[i].of_unknown_time && times.size() > 1;
                predict(i, column, numbers,
                        has_own ? posterior_weights(likelihoods_, Of::fitted, times[t].weights) : given_mixture);
            }
        }
    }

private:
    void predict(std::size_t target, std::size_t column, const std::vector<double>& numbers,
                 const std::vector<double>& posterior) {
        const ChosenTarget& chosen = choice_.targets[target];
        const Quantity& quantity = contender_.quantities[column];
        PredictionRow row;
        row.explanation = contender_.explanation.name;
        row.target = chosen.target.name;
        row.fitted = target >= choice_.held_out;
        row.years = quantity.time_years;
        row.published = *chosen.target.value;
        row.low = *chosen.target.ci_low;
        row.high = *chosen.target.ci_high;
        const auto spread = [&](const std::vector<double>& weights) {
            Weighted sample;
            for (std::size_t i = 0; i < numbers.size(); ++i)
                sample.emplace_back(validation::from_comparable(quantity, numbers[i]), weights[i]);
            return spread_of_weighted(std::move(sample));
        };
        const auto p_value = [&](const std::vector<double>& weights) {
            double below = 0;
            for (std::size_t i = 0; i < numbers.size(); ++i)
                below += weights[i] * normal_below((chosen.wanted - numbers[i]) / errors_.sd(target));
            return 2 * std::min(below, 1 - below);
        };
        row.prior = spread(prior_);
        row.posterior = spread(posterior);
        row.prior_p = p_value(prior_);
        row.posterior_p = p_value(posterior);
        weighed_.predictions.push_back(row);
    }

    const Contest& contest_;
    const TargetChoice& choice_;
    const Contender& contender_;
    const LogLikelihoods& likelihoods_;
    const PointGrid grid_;
    const TargetErrors errors_;
    Weighed& weighed_;
    const std::vector<double> prior_;
};

}  // namespace

void describe_contender(const Contest& contest, const TargetChoice& choice, const std::vector<Contender>& contenders,
                        const NodeValues& values, const std::vector<std::size_t>& usable, std::size_t contender,
                        const LogLikelihoods& likelihoods, Weighed& weighed) {
    Describer describer(contest, choice, contenders[contender], likelihoods, weighed);
    describer.parameters();
    describer.predictions(values, usable, contender);
}

void find_roots(const TargetChoice& choice, const std::vector<Contender>& contenders, const NodeValues& values,
                const std::vector<std::size_t>& usable, std::size_t contender, Weighed& weighed) {
    const Contender& own = contenders[contender];
    if (own.free.size() != 1) return;
    constexpr std::size_t places = 401;
    const NodeScale& scale = own.scales.front();
    const double low = scale.nodes().front(), high = scale.nodes().back();
    std::vector<std::vector<double>> weights;
    std::vector<double> at;
    for (std::size_t k = 0; k < places; ++k) {
        at.push_back(scale.at_share(static_cast<double>(k) / (places - 1)));
        weights.push_back(scale.weights_at(at.back()));
    }
    for (std::size_t i = choice.held_out; i < choice.targets.size(); ++i)
        for (std::size_t t = 0; t < (choice.targets[i].of_unknown_time ? choice.times : 1); ++t) {
            const std::size_t column = choice.column(i, t);
            std::vector<double> roots;
            for (const std::size_t draw : usable) {
                const double* nodes = values.at(draw, contender, 0);
                double before = 0;
                for (std::size_t k = 0; k < places; ++k) {
                    double excess = -choice.targets[i].wanted;
                    for (std::size_t n = 0; n < weights[k].size(); ++n)
                        excess += weights[k][n] * nodes[n * values.columns() + column];
                    if (excess == 0 || (k > 0 && (before < 0) != (excess < 0))) {
                        roots.push_back(excess == 0 ? at[k] : std::lerp(at[k - 1], at[k], before / (before - excess)));
                        break;
                    }
                    before = excess;
                }
            }
            RootRow row;
            row.explanation = own.explanation.name;
            row.parameter = own.explanation.free.front().name;
            row.target = choice.targets[i].target.name;
            row.years = own.quantities[column].time_years;
            row.wanted = *choice.targets[i].target.value;
            row.low = low;
            row.high = high;
            row.draws = usable.size();
            const auto draws = static_cast<double>(usable.size());
            row.share_without = 1 - static_cast<double>(roots.size()) / draws;
            row.share_without_se = std::sqrt(row.share_without * (1 - row.share_without) / draws);
            std::sort(roots.begin(), roots.end());
            if (!roots.empty())
                row.root = {sorted_quantile(roots, 0.5), sorted_quantile(roots, 0.025), sorted_quantile(roots, 0.975)};
            weighed.roots.push_back(row);
        }
}

void check_interpolation(const TargetChoice& choice, const std::vector<Contender>& contenders, const NodeValues& values,
                         const TargetErrors& errors, std::size_t contender, Weighed& weighed) {
    const Contender& own = contenders[contender];
    if (own.free.empty()) return;
    InterpolationRow row{own.explanation.name, "", 0, 0};
    for (std::size_t p = own.nodes; p < own.points.size(); ++p) {
        std::vector<double> weights{1};
        for (std::size_t f = 0; f < own.free.size(); ++f) {
            std::vector<double> wider;
            for (const double before : weights)
                for (const double weight : own.scales[f].weights_at(own.points[p][f])) wider.push_back(before * weight);
            weights = std::move(wider);
        }
        for (std::size_t draw = 0; draw < values.draws(); ++draw) {
            if (!values.is_usable(draw) || std::isnan(values.at(draw, contender, p)[0])) continue;
            ++row.points;
            for (std::size_t i = 0; i < choice.targets.size(); ++i) {
                const std::size_t column = choice.column(i, 0);
                double number = -values.at(draw, contender, p)[column];
                for (std::size_t n = 0; n < weights.size(); ++n)
                    number += weights[n] * values.at(draw, contender, n)[column];
                const double error = std::abs(number) / errors.sd(i);
                if (error < row.largest_error) continue;
                row.largest_error = error;
                row.target = choice.targets[i].target.name;
            }
        }
    }
    weighed.interpolation.push_back(row);
}

}  // namespace ibtr::weigh
