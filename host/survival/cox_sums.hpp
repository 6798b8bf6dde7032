#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "survival/event_times.hpp"
#include "survival/maximise.hpp"

namespace ibtr::survival {

/// How the partial likelihood treats events at one time: as d samples from one risk set (Breslow 1974), or with the
/// tied rows leaving it in equal parts (Efron 1977).
enum class CoxTies : std::uint8_t { efron, breslow };

/// The partial likelihood: sums of r, r x and r x x^T over the risk sets, r = exp(x beta), gathered backwards in time.
class CoxSums final : public LogLikelihood {
public:
    /// Borrows times and order until the last call of `at`. @param covariates column by column
    void prepare(const EventTimes& times, const TimeOrder& order, std::span<const double> covariates, CoxTies ties);
    /// Highest less lowest value of each covariate.
    [[nodiscard]] std::span<const double> ranges() const { return ranges_; }

    double at(std::span<const double> place, std::span<double> score, std::span<double> information) override;

private:
    /// Sums over some rows: weights, weighted covariates, weighted products (lower triangle).
    struct Sums {
        double weight = 0;
        std::vector<double> first, second;
        void clear(std::size_t covariates);
    };
    void weigh(std::span<const double> place);
    void change(Sums& sums, std::uint32_t row, double weight) const;
    void add_stratum(StratumRows rows, std::span<double> score, std::span<double> information);
    void add_event_time(double events, std::span<double> score, std::span<double> information);

    const EventTimes* times_ = nullptr;
    const TimeOrder* order_ = nullptr;
    CoxTies ties_ = CoxTies::efron;
    std::size_t covariates_ = 0;
    double value_ = 0;
    std::vector<double> centred_;  ///< row by row, less the mean of all rows
    std::vector<double> ranges_, predictor_, weight_, mean_;
    Sums at_risk_, tied_;
};

}  // namespace ibtr::survival
