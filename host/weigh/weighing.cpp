#include "weigh/weighing.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "ibtr/error.hpp"

namespace ibtr::weigh {
namespace {

/// Log likelihoods of one explanation by draw, for every choice of targets and times: what comparisons need.
struct Contestant {
    std::size_t contender;
    std::string errors, prior;
    std::vector<LogMean> means;               ///< [of * times + time]
    std::vector<Maximum> maxima;              ///< likewise
    std::vector<std::vector<double>> points;  ///< of the grid, for the place of a maximum
};

class Weigher {
public:
    Weigher(const Contest& contest, const TargetChoice& choice, const std::vector<Contender>& contenders,
            const NodeValues& values)
        : contest_(contest), choice_(choice), contenders_(contenders), values_(values), times_(time_choices(contest)) {
        if (choice.held_out > 0) kinds_.push_back(Of::all);
        for (std::size_t d = 0; d < values.draws(); ++d)
            if (values.is_usable(d)) usable_.push_back(d);
        if (usable_.size() < 2)
            throw UsageError(
                fmt::format("{} of {} draws have a number for every target under every explanation; two "
                            "are the fewest",
                            usable_.size(), values.draws()));
    }

    Weighed run() {
        weighed_.draws = values_.draws();
        weighed_.usable = usable_.size();
        for (const Errors& errors : contest_.errors) weigh_under(errors);
        return std::move(weighed_);
    }

private:
    void weigh_under(const Errors& errors) {
        const bool is_main = &errors == &contest_.errors.front();
        const TargetErrors law(choice_, errors);
        std::vector<Contestant> main, others;
        for (std::size_t c = 0; c < contenders_.size(); ++c)
            for (const PriorChoice& prior : prior_choices(contenders_[c].explanation)) {
                const bool main_prior = prior.name == "main";
                if (!is_main && !main_prior) continue;
                const PointGrid grid = point_grid(contenders_[c], prior);
                const LogLikelihoods likelihoods = log_likelihoods(values_, usable_, c, grid, choice_, law);
                (main_prior ? main : others).push_back(contestant(c, errors.name, prior.name, grid, likelihoods));
                if (!is_main || !main_prior) continue;
                describe_contender(contest_, choice_, contenders_, values_, usable_, c, likelihoods, weighed_);
                find_roots(choice_, contenders_, values_, usable_, c, weighed_);
                check_interpolation(choice_, contenders_, values_, law, c, weighed_);
            }
        for (const Contestant& one : main) report(one, main);
        for (const Contestant& other : others) report(other, main);
        if (choice_.held_out > 0)
            for (const Contestant& one : main) score(one, main.front());
    }

    [[nodiscard]] Contestant contestant(std::size_t contender, const std::string& errors, const std::string& prior,
                                        const PointGrid& grid, const LogLikelihoods& likelihoods) const {
        Contestant result{contender, errors, prior, {}, {}, grid.values};
        for (const Of of : kinds_)
            for (const TimeChoice& time : times_) {
                result.means.emplace_back(integrated(likelihoods, of, time.weights));
                result.maxima.push_back(maximised(likelihoods, of, time.weights));
            }
        return result;
    }

    /// @param main all explanations under their main priors, of which this one's own gives way to it
    void report(const Contestant& one, const std::vector<Contestant>& main) {
        const Contender& contender = contenders_[one.contender];
        for (std::size_t k = 0; k < kinds_.size(); ++k)
            for (std::size_t t = 0; t < times_.size(); ++t) {
                const std::size_t place = k * times_.size() + t;
                const LogMean &own = one.means[place], &first = main.front().means[place];
                WeightRow row;
                row.explanation = contender.explanation.name;
                row.errors = one.errors;
                row.prior = one.prior;
                row.of = kinds_[k];
                row.horizon = times_[t].name;
                row.log_likelihood = own.value();
                row.log_likelihood_se = jackknife_error(own.without_one());
                row.effective_draws = own.effective_draws();
                row.log10_bayes_factor = (own.value() - first.value()) / std::numbers::ln10;
                row.log10_bayes_factor_se =
                    jackknife_error(differences(own.without_one(), first.without_one())) / std::numbers::ln10;
                double sum = 0;
                for (const Contestant& rival : main) {
                    const LogMean& mean = rival.contender == one.contender ? own : rival.means[place];
                    sum += contenders_[rival.contender].explanation.weight * std::exp(mean.value() - own.value());
                }
                row.probability = contender.explanation.weight / sum;
                row.log_maximum = one.maxima[place].log_likelihood;
                row.maximum_at = one.points[one.maxima[place].point];
                weighed_.weights.push_back(std::move(row));
            }
    }

    void score(const Contestant& one, const Contestant& first) {
        for (std::size_t t = 0; t < times_.size(); ++t) {
            const auto without_one = [&](const Contestant& contestant) {
                return differences(contestant.means[times_.size() + t].without_one(),
                                   contestant.means[t].without_one());
            };
            const auto value = [&](const Contestant& contestant) {
                return contestant.means[times_.size() + t].value() - contestant.means[t].value();
            };
            const std::vector<double> own = without_one(one);
            weighed_.scores.push_back({contenders_[one.contender].explanation.name, one.errors, times_[t].name,
                                       value(one), jackknife_error(own), value(one) - value(first),
                                       jackknife_error(differences(own, without_one(first)))});
        }
    }

    const Contest& contest_;
    const TargetChoice& choice_;
    const std::vector<Contender>& contenders_;
    const NodeValues& values_;
    std::vector<TimeChoice> times_;
    std::vector<Of> kinds_{Of::fitted};
    std::vector<std::size_t> usable_;
    Weighed weighed_;
};

}  // namespace

std::vector<TimeChoice> time_choices(const Contest& contest) {
    if (contest.of_unknown_time.empty()) return {{"stated", {1}}};
    std::vector<TimeChoice> choices;
    for (std::size_t t = 0; t < contest.years.size(); ++t) {
        choices.push_back({fmt::format("{:g}", contest.years[t]), std::vector<double>(contest.years.size(), 0)});
        choices.back().weights[t] = 1;
    }
    if (contest.years.size() > 1) choices.push_back({"mixture", contest.year_weights});
    return choices;
}

const char* to_text(Of of) {
    return of == Of::fitted ? "fitted" : "all";
}

Weighed weigh(const Contest& contest, const TargetChoice& choice, const std::vector<Contender>& contenders,
              const NodeValues& values) {
    return Weigher(contest, choice, contenders, values).run();
}

}  // namespace ibtr::weigh
