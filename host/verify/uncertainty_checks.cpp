// Checks 5 to 8: parameters are drawn from what the config states of them.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "base/statistics.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "uncertainty/distribution.hpp"
#include "verify/bounds.hpp"
#include "verify/check.hpp"
#include "verify/subject.hpp"
#include "verify/verdict.hpp"

namespace ibtr::verify {
namespace {

constexpr const char* nothing_uncertain = "no parameter of this config has an uncertainty";
constexpr std::uint32_t sampled_draws = 1000;

ParameterSampler sampler_of(const Subject& subject, std::uint32_t draws = 1) {
    const Model& model = subject.whole().model();
    return {model, {.draws = draws, .leaves_out_illegal = true}, model.seed, subject.whole().config().economics};
}

/// Parameters with an uncertainty of their own and a value.
std::vector<std::size_t> with_own(const Model& model) {
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < model.parameters.size(); ++i)
        if (model.parameters[i].uncertainty && model.parameters[i].value) own.push_back(i);
    return own;
}

/// Standard deviation of a parameter's distribution, by its quantiles. @param of what of a value
template <class Of>
double deviation_of(const ParameterSampler& sampler, std::size_t parameter, const Of& of) {
    constexpr int points = 20000;
    const double middle = of(sampler.quantile_of(parameter, 0.5));  // from which a narrow distribution keeps its digits
    double sum = 0, squares = 0;
    for (int i = 0; i < points; ++i) {
        const double x = of(sampler.quantile_of(parameter, (i + 0.5) / points)) - middle;
        sum += x;
        squares += x * x;
    }
    return std::sqrt(std::max(0.0, squares / points - sum / points * (sum / points)));
}

Finding errors_not_deviations(const Subject& subject) {
    const std::string law =
        "the distribution of a parameter has the stated standard error for its standard deviation, and sd / sqrt(n) "
        "where the patients' spread is stated; within 3 % (heavy tails are summed to the 0.0025 % points)";
    const Model& model = subject.whole().model();
    const ParameterSampler sampler = sampler_of(subject);
    Verdict verdict(law);
    bool any = false;
    for (const std::size_t i : with_own(model)) {
        const Uncertainty& stated = *model.parameters[i].uncertainty;
        const auto identity = [](double x) { return x; };
        std::optional<double> expected, found;
        if (stated.log_standard_error) {
            expected = stated.log_standard_error;
            found = deviation_of(sampler, i, [](double x) { return std::log(x); });
        } else if (stated.standard_error) {
            expected = stated.standard_error;
            found = deviation_of(sampler, i, identity);
        } else if (stated.sample_size && !stated.events && (stated.sd || stated.iqr_low || stated.range_low)) {
            const double n = *stated.sample_size;
            const double sd = stated.sd        ? *stated.sd
                              : stated.iqr_low ? sd_from_quartiles(*stated.iqr_low, *stated.iqr_high, n)
                                               : sd_from_range(*stated.range_low, *stated.range_high, n);
            expected = sd / std::sqrt(n);
            found = deviation_of(sampler, i, identity);
        }
        if (!expected) continue;
        any = true;
        verdict.close(*found / *expected, 1, 0.03, model.parameters[i].name);
    }
    return any ? verdict.finding()
               : not_applicable(law, "no parameter of this config states a standard error or the spread of patients");
}

Finding draws_follow_their_law(const Subject& subject) {
    const Model& model = subject.whole().model();
    const ParameterSampler sampler = sampler_of(subject, sampled_draws);
    const std::vector<std::size_t>& drawn = sampler.drawn();
    const double limit = distribution_limit(sampled_draws, drawn.size());
    Verdict verdict(fmt::format(
        "of {} draws no share below a quantile is further than {:.3f} from its probability (error rate 1e-6 "
        "over all parameters), and their mean is within as much of the range of its distribution's mean",
        sampled_draws, limit));
    if (drawn.empty()) return not_applicable(verdict.finding().expected, nothing_uncertain);
    std::vector<std::vector<double>> values(drawn.size());
    std::uint32_t left_out = 0;
    for (std::uint32_t d = 0; d < sampled_draws; ++d) {
        const Parameters parameters = sampler.draw(d);
        for (std::size_t j = 0; j < drawn.size(); ++j) values[j].push_back(parameters.values()[drawn[j]]);
        left_out += sampler.left_out(d);
    }
    const double more = static_cast<double>(left_out) / sampled_draws;
    for (std::size_t j = 0; j < drawn.size(); ++j) {
        std::sort(values[j].begin(), values[j].end());
        const auto share = [&](auto end) { return static_cast<double>(end - values[j].begin()) / sampled_draws; };
        double mean_of_law = 0;
        for (int percent = 1; percent < 100; ++percent) {
            const double p = percent / 100.0, q = sampler.quantile_of(drawn[j], p);
            const auto [below, up_to] = std::equal_range(values[j].begin(), values[j].end(), q);
            verdict.bounded(std::max({share(below) - p, p - share(up_to), 0.0}), limit + more,
                            model.parameters[drawn[j]].name);
            mean_of_law += q / 99;
        }
        // A mean is the integral of the distribution function, which is within the limit over the middle 98 %.
        std::vector<double>& all = values[j];
        const double low = sampler.quantile_of(drawn[j], 0.01), high = sampler.quantile_of(drawn[j], 0.99);
        for (double& x : all) x = std::clamp(x, low, high);
        const double mean_of_draws = mean(all);
        if (high > low)
            verdict.close(mean_of_draws, mean_of_law, (limit + more + 0.02) * (high - low),
                          fmt::format("mean of {}", model.parameters[drawn[j]].name));
    }
    if (left_out > 0) verdict.remark(fmt::format("{} illegal draws were drawn again", left_out));
    return verdict.finding();
}

Finding intervals_return(const Subject& subject) {
    const std::string law = "2.5 and 97.5 % points of a parameter given by a 95 % interval are its ends, to 1e-5 of it";
    const Model& model = subject.whole().model();
    const ParameterSampler sampler = sampler_of(subject);
    Verdict verdict(law);
    bool any = false;
    for (const std::size_t i : with_own(model)) {
        const Uncertainty& stated = *model.parameters[i].uncertainty;
        if (!stated.ci95_low) continue;
        any = true;
        const double width = *stated.ci95_high - *stated.ci95_low;
        verdict.close(sampler.quantile_of(i, 0.025), *stated.ci95_low, 1e-5 * width, model.parameters[i].name);
        verdict.close(sampler.quantile_of(i, 0.975), *stated.ci95_high, 1e-5 * width, model.parameters[i].name);
    }
    return any ? verdict.finding() : not_applicable(law, "no parameter of this config is given by a 95 % interval");
}

/// Normal scores of the ranks of values.
std::vector<double> scores(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        result[order[rank]] = static_cast<double>(extended::normal_quantile((static_cast<long double>(rank) + 0.5L) /
                                                                            static_cast<long double>(values.size())));
    return result;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const double ma = mean(a), mb = mean(b);
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - ma) * (b[i] - mb);
        aa += (a[i] - ma) * (a[i] - ma);
        bb += (b[i] - mb) * (b[i] - mb);
    }
    return ab / std::sqrt(aa * bb);
}

Finding drawn_jointly(const Subject& subject) {
    const std::string law = fmt::format(
        "of {} draws: normal scores of tied parameters have the stated correlation (Fisher's z within its limit at an "
        "error rate of 1e-6), shares of a whole sum to 1, and a row of a posterior sample stays together",
        sampled_draws);
    const Model& model = subject.whole().model();
    if (model.joint_uncertainties.empty() && model.correlations.empty() && !model.posterior)
        return not_applicable(law, "no parameters of this config are drawn jointly");
    const ParameterSampler sampler = sampler_of(subject, sampled_draws);
    std::vector<Parameters> draws;
    for (std::uint32_t d = 0; d < sampled_draws; ++d) draws.push_back(sampler.draw(d));
    const auto column = [&](std::size_t parameter) {
        std::vector<double> values;
        for (const Parameters& draw : draws) values.push_back(draw.values()[parameter]);
        return values;
    };
    Verdict verdict(law);
    const auto compare = [&](const std::vector<std::size_t>& members, const std::vector<std::vector<double>>& matrix) {
        const double limit = normal_limit(members.size() * members.size()) / std::sqrt(sampled_draws - 3.0);
        for (std::size_t i = 0; i < members.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) {
                const double rho = matrix[i][j] / std::sqrt(matrix[i][i] * matrix[j][j]);
                const double r = correlation(scores(column(members[i])), scores(column(members[j])));
                // Where they are nearly a line, scores of ranks are too; 0.01 is what ranks lose of a correlation.
                verdict.close(
                    r, rho, limit * (1 - rho * rho) + 0.01,
                    fmt::format("{} and {}", model.parameters[members[i]].name, model.parameters[members[j]].name));
            }
    };
    for (const Correlation& tied : model.correlations) compare(tied.parameters, tied.matrix);
    for (const JointUncertainty& joint : model.joint_uncertainties) {
        if (joint.family != "dirichlet") {
            compare(joint.parameters, joint.covariance);
            continue;
        }
        for (const Parameters& draw : draws) {
            double sum = 0;
            for (const std::size_t member : joint.parameters) sum += draw.values()[member];
            verdict.close(sum, 1, 1e-9, "sum of shares");
        }
    }
    if (model.posterior)
        for (const Parameters& draw : draws)
            verdict.holds(std::any_of(model.posterior->rows.begin(), model.posterior->rows.end(),
                                      [&](const std::vector<double>& row) {
                                          for (std::size_t i = 0; i < row.size(); ++i)
                                              if (draw.values()[model.posterior->parameters[i]] != row[i]) return false;
                                          return true;
                                      }),
                          "a draw is no row of the posterior sample");
    return verdict.finding();
}

}  // namespace

std::vector<Check> uncertainty_checks() {
    return {{5, "standard errors, not standard deviations", errors_not_deviations},
            {6, "draws follow their distributions", draws_follow_their_law},
            {7, "intervals return from distributions", intervals_return},
            {8, "tied parameters are drawn jointly", drawn_jointly}};
}

}  // namespace ibtr::verify
