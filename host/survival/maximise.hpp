#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ibtr::survival {

/// How a search for the maximum of a likelihood ended.
enum class FitStatus : std::uint8_t {
    converged,
    monotone,       ///< the likelihood rises without end as a coefficient goes to infinity
    singular,       ///< a covariate is a combination of others, or constant where anyone is at risk
    no_events,      ///< nothing to fit
    not_converged,  ///< steps ran out
};

/// "converged", "monotone likelihood", ...: for tables and messages.
std::string_view name_of(FitStatus status);

/// A log likelihood and its derivatives.
class LogLikelihood {
public:
    virtual ~LogLikelihood() = default;
    /// @param score first derivatives, replaced @param information negative second derivatives, row by row, replaced
    /// @return the logarithm of the likelihood; not finite where there is none
    virtual double at(std::span<const double> place, std::span<double> score, std::span<double> information) = 0;
};

/// When to stop.
struct MaximiseOptions {
    unsigned most_steps = 100;
    bool is_concave = true;  ///< if not, steps are taken uphill where the information is not positive definite
};

/// Newton's method, a step halved while it leads downhill. It ends where the gain that a step promises, score^T
/// information^-1 score, falls below 1e-12, after one more step. Where a step still moves the predictor by 0.1 for a
/// gain below 1e-9, or by 1e-3 at the end, the likelihood has no maximum along that coordinate.
class Maximum {
public:
    /// @param scale by which a change of each coordinate changes the predictor: the range of a covariate
    void find(LogLikelihood& likelihood, std::span<const double> start, std::span<const double> scale,
              const MaximiseOptions& options);

    [[nodiscard]] FitStatus status() const { return status_; }
    [[nodiscard]] std::size_t coordinate() const { return coordinate_; }  ///< which one is monotone or singular
    [[nodiscard]] std::span<const double> place() const { return place_; }
    [[nodiscard]] std::span<const double> covariance() const { return covariance_; }  ///< inverse information
    [[nodiscard]] double value() const { return value_; }
    [[nodiscard]] double value_at_start() const { return value_at_start_; }
    [[nodiscard]] double score_statistic() const { return score_statistic_; }  ///< score test of the start
    [[nodiscard]] unsigned steps() const { return steps_; }

private:
    bool prepare_step(bool is_concave);
    [[nodiscard]] double decrement() const;
    bool take_step(LogLikelihood& likelihood);
    void judge(std::span<const double> scale, double least_move);

    FitStatus status_ = FitStatus::not_converged;
    std::size_t coordinate_ = 0;
    double value_ = 0, value_at_start_ = 0, score_statistic_ = 0;
    unsigned steps_ = 0;
    std::vector<double> place_, trial_, score_, step_, information_, factor_, covariance_;
};

}  // namespace ibtr::survival
