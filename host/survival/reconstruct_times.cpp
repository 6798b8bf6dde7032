#include "survival/reconstruct_times.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ibtr::survival {
namespace {

void require_curve(const PublishedCurve& curve) {
    const auto fail = [](const char* what) { throw std::invalid_argument(what); };
    if (curve.times.empty() || curve.times.size() != curve.survival.size())
        fail("the curve needs a time and a value each");
    if (curve.risk_times.empty() || curve.risk_times.size() != curve.at_risk.size())
        fail("the numbers at risk need a time and a number each");
    if (curve.times[0] != 0 || curve.survival[0] != 1) fail("the curve has to begin with survival 1 at time 0");
    if (curve.risk_times[0] != 0) fail("the numbers at risk have to begin at time 0");
    for (std::size_t k = 1; k < curve.times.size(); ++k) {
        if (!(curve.times[k - 1] <= curve.times[k])) fail("the curve's times have to ascend");
        if (!(curve.survival[k - 1] >= curve.survival[k] && curve.survival[k] >= 0)) fail("the curve may not rise");
    }
    for (std::size_t i = 1; i < curve.risk_times.size(); ++i) {
        if (!(curve.risk_times[i - 1] < curve.risk_times[i])) fail("the times of the numbers at risk have to ascend");
        if (!(curve.at_risk[i - 1] >= curve.at_risk[i])) fail("the numbers at risk may not rise");
    }
    if (!(curve.at_risk[0] > 0)) fail("the first number at risk has to be above 0");
}

/// Points of the curve from one number at risk to the next: [first, end).
struct RiskInterval {
    std::size_t first, end;
    double at_risk;
};

/// Numbers at risk beyond the end of the curve say nothing more.
std::vector<RiskInterval> risk_intervals(const PublishedCurve& curve) {
    std::vector<RiskInterval> intervals;
    for (std::size_t i = 0; i < curve.risk_times.size(); ++i) {
        const auto found = std::lower_bound(curve.times.begin(), curve.times.end(), curve.risk_times[i]);
        if (found == curve.times.end()) break;
        const auto first = static_cast<std::size_t>(found - curve.times.begin());
        if (!intervals.empty() && intervals.back().first == first) {  // no point between two numbers: the later counts
            intervals.back().at_risk = curve.at_risk[i];
            continue;
        }
        if (!intervals.empty()) intervals.back().end = first;
        intervals.push_back({first, curve.times.size(), curve.at_risk[i]});
    }
    return intervals;
}

/// Events and censored people at each point of the curve, found interval by interval.
class Reconstruction {
public:
    explicit Reconstruction(const PublishedCurve& curve)
        : curve_(curve), events_(curve.times.size()), censored_(curve.times.size()) {}

    ReconstructedTimes people();

private:
    /// What the curve has come to, and who is left.
    struct Place {
        double survival, at_risk;
    };
    [[nodiscard]] double end_time(const RiskInterval& interval) const {
        return interval.end < curve_.times.size() ? curve_.times[interval.end] : curve_.times.back();
    }
    void spread_censored(const RiskInterval& interval, double number);
    Place walk(const RiskInterval& interval, Place place);
    Place fit_to_next(const RiskInterval& interval, Place place, double next_at_risk);
    Place fit_last(const RiskInterval& interval, Place place);
    [[nodiscard]] double all_events() const {
        double sum = 0;
        for (const double events : events_) sum += events;
        return sum;
    }

    const PublishedCurve& curve_;
    std::vector<double> events_, censored_;
    double censored_before_last_ = 0;
};

/// In the interval k of the curve's points, (times[k], times[k + 1]], how many of so many evenly spread times lie.
void Reconstruction::spread_censored(const RiskInterval& interval, double number) {
    std::fill(censored_.begin() + static_cast<std::ptrdiff_t>(interval.first),
              censored_.begin() + static_cast<std::ptrdiff_t>(interval.end), 0.0);
    const double begin = curve_.times[interval.first], step = (end_time(interval) - begin) / (number + 1);
    std::size_t k = interval.first;
    for (double j = 1; j <= number; ++j) {
        while (k + 1 < interval.end && curve_.times[k + 1] < begin + j * step) ++k;
        ++censored_[k];
    }
}

/// Events are those that bring the curve, from its last step, to the next point.
Reconstruction::Place Reconstruction::walk(const RiskInterval& interval, Place place) {
    for (std::size_t k = interval.first; k < interval.end; ++k) {
        const double drop = place.survival > 0 ? 1 - curve_.survival[k] / place.survival : 0;
        events_[k] = std::clamp(std::round(place.at_risk * drop), 0.0, std::max(0.0, place.at_risk));
        if (events_[k] > 0) place.survival *= 1 - events_[k] / place.at_risk;
        censored_[k] = std::min(censored_[k], place.at_risk - events_[k]);
        place.at_risk -= events_[k] + censored_[k];
    }
    return place;
}

Reconstruction::Place Reconstruction::fit_to_next(const RiskInterval& interval, Place place, double next_at_risk) {
    const double now = curve_.survival[interval.first], then = curve_.survival[interval.end];
    double number = now > 0 ? std::round(place.at_risk * then / now - next_at_risk) : 0;
    Place end = place;
    for (int tries = 0; tries < 1000; ++tries) {
        number = std::clamp(number, 0.0, place.at_risk);
        spread_censored(interval, number);
        end = walk(interval, place);
        const double excess = end.at_risk - next_at_risk;
        if (excess == 0 || (excess < 0 && number == 0)) break;
        number += excess;
    }
    censored_before_last_ += number;
    return end;
}

Reconstruction::Place Reconstruction::fit_last(const RiskInterval& interval, Place place) {
    const double length = end_time(interval) - curve_.times[interval.first], before = curve_.times[interval.first];
    double number = before > 0 ? std::round(censored_before_last_ * length / before) : 0;
    Place end = place;
    for (int tries = 0; tries < 1000; ++tries) {
        number = std::clamp(number, 0.0, place.at_risk);
        spread_censored(interval, number);
        end = walk(interval, place);
        if (!curve_.events) break;
        const double excess = all_events() - *curve_.events;
        if (excess == 0 || (excess < 0 && number == 0) || (excess > 0 && number == place.at_risk)) break;
        number += excess;
    }
    return end;
}

ReconstructedTimes Reconstruction::people() {
    const std::vector<RiskInterval> intervals = risk_intervals(curve_);
    Place place{1, intervals.front().at_risk};
    for (std::size_t i = 0; i + 1 < intervals.size(); ++i)
        place = fit_to_next(intervals[i], place, std::min(intervals[i + 1].at_risk, place.at_risk));
    place = fit_last(intervals.back(), place);
    ReconstructedTimes result;
    const auto add = [&](double number, double time, std::uint8_t event) {
        result.exit.insert(result.exit.end(), static_cast<std::size_t>(std::max(0.0, number)), time);
        result.event.resize(result.exit.size(), event);
    };
    for (std::size_t k = 0; k < events_.size(); ++k) {
        const double next = k + 1 < curve_.times.size() ? curve_.times[k + 1] : curve_.times[k];
        add(events_[k], curve_.times[k], 1);
        add(censored_[k], 0.5 * (curve_.times[k] + next), 0);
    }
    add(place.at_risk, curve_.times.back(), 0);
    return result;
}

}  // namespace

ReconstructedTimes reconstruct_times(const PublishedCurve& curve) {
    require_curve(curve);
    return Reconstruction(curve).people();
}

}  // namespace ibtr::survival
