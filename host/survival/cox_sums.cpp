#include "survival/cox_sums.hpp"

#include <algorithm>
#include <cmath>

#include "base/statistics.hpp"

namespace ibtr::survival {

void CoxSums::Sums::clear(std::size_t covariates) {
    weight = 0;
    first.assign(covariates, 0);
    second.assign(covariates * covariates, 0);
}

void CoxSums::prepare(const EventTimes& times, const TimeOrder& order, std::span<const double> covariates,
                      CoxTies ties) {
    times_ = &times;
    order_ = &order;
    ties_ = ties;
    const std::size_t n = times.size();
    covariates_ = n == 0 ? 0 : covariates.size() / n;
    centred_.resize(covariates.size());
    ranges_.resize(covariates_);
    for (std::size_t j = 0; j < covariates_; ++j) {
        const auto column = covariates.subspan(j * n, n);
        const auto [low, high] = std::minmax_element(column.begin(), column.end());
        const double centre = mean(column);
        ranges_[j] = *high - *low;
        for (std::size_t i = 0; i < n; ++i) centred_[i * covariates_ + j] = column[i] - centre;
    }
    predictor_.resize(n);
    weight_.resize(n);
    mean_.resize(covariates_);
}

double CoxSums::at(std::span<const double> place, std::span<double> score, std::span<double> information) {
    std::fill(score.begin(), score.end(), 0.0);
    std::fill(information.begin(), information.end(), 0.0);
    value_ = 0;
    weigh(place);
    for (const StratumRows rows : order_->strata()) add_stratum(rows, score, information);
    for (std::size_t j = 0; j < covariates_; ++j)
        for (std::size_t k = 0; k < j; ++k) information[k * covariates_ + j] = information[j * covariates_ + k];
    return value_;
}

/// Predictors less their maximum, so that no weight overflows: the likelihood does not change.
void CoxSums::weigh(std::span<const double> place) {
    for (std::size_t i = 0; i < predictor_.size(); ++i) {
        predictor_[i] = 0;
        for (std::size_t j = 0; j < covariates_; ++j) predictor_[i] += place[j] * centred_[i * covariates_ + j];
    }
    const double highest = predictor_.empty() ? 0 : *std::max_element(predictor_.begin(), predictor_.end());
    for (std::size_t i = 0; i < predictor_.size(); ++i) {
        predictor_[i] -= highest;
        weight_[i] = std::exp(predictor_[i]);
    }
}

void CoxSums::change(Sums& sums, std::uint32_t row, double weight) const {
    const double* x = centred_.data() + row * covariates_;
    sums.weight += weight;
    for (std::size_t j = 0; j < covariates_; ++j) {
        const double weighted = weight * x[j];
        sums.first[j] += weighted;
        for (std::size_t k = 0; k <= j; ++k) sums.second[j * covariates_ + k] += weighted * x[k];
    }
}

void CoxSums::add_stratum(StratumRows rows, std::span<double> score, std::span<double> information) {
    const auto by_exit = order_->by_exit(), by_entry = order_->by_entry();
    at_risk_.clear(covariates_);
    std::size_t not_yet = rows.end, not_gone = rows.end, number_at_risk = 0;
    while (not_yet > rows.begin) {
        const double time = times_->exit[by_exit[not_yet - 1]];
        for (; !by_entry.empty() && not_gone > rows.begin && times_->entry[by_entry[not_gone - 1]] >= time;
             --not_gone) {
            change(at_risk_, by_entry[not_gone - 1], -weight_[by_entry[not_gone - 1]]);
            --number_at_risk;
        }
        if (number_at_risk == 0) at_risk_.clear(covariates_);  // not what rounding has left
        double events = 0;
        tied_.clear(covariates_);
        for (; not_yet > rows.begin && times_->exit[by_exit[not_yet - 1]] == time; --not_yet) {
            const std::uint32_t row = by_exit[not_yet - 1];
            change(at_risk_, row, weight_[row]);
            ++number_at_risk;
            if (times_->event[row] == 0) continue;
            ++events;
            change(tied_, row, weight_[row]);
            value_ += predictor_[row];
            for (std::size_t j = 0; j < covariates_; ++j) score[j] += centred_[row * covariates_ + j];
        }
        if (events > 0) add_event_time(events, score, information);
    }
}

/// One term for each of the events, of the risk set less a part of the tied rows: none of it (Breslow), or 0, 1/d, ...,
/// (d - 1)/d (Efron).
void CoxSums::add_event_time(double events, std::span<double> score, std::span<double> information) {
    const std::size_t p = covariates_;
    const bool all_alike = ties_ == CoxTies::breslow || events == 1;
    const double times = all_alike ? events : 1;
    for (double k = 0; k < events; k += times) {
        const double part = all_alike ? 0 : k / events;
        const double weight = at_risk_.weight - part * tied_.weight;
        value_ -= times * std::log(weight);
        for (std::size_t j = 0; j < p; ++j) {
            mean_[j] = (at_risk_.first[j] - part * tied_.first[j]) / weight;
            score[j] -= times * mean_[j];
            for (std::size_t l = 0; l <= j; ++l) {
                const double second = (at_risk_.second[j * p + l] - part * tied_.second[j * p + l]) / weight;
                information[j * p + l] += times * (second - mean_[j] * mean_[l]);
            }
        }
    }
}

}  // namespace ibtr::survival
