#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ibtr/error.hpp"
#include "uncertainty/distribution.hpp"
#include "uncertainty/match.hpp"

namespace ibtr {
namespace {

using Family = DistributionFamily;

/// Half the width of a 95 % interval in standard deviations of a normal.
const long double z95 = extended::normal_quantile(extended::high_tail);

/// Makes the distribution of one parameter; refuses numbers that the family cannot have.
class FamilyFit {
public:
    FamilyFit(double value, const Uncertainty& printed) : value_(value), printed_(printed) {
        const auto family = distribution_family(printed.family);
        if (!family) fail("is no family of distributions");
        family_ = *family;
        point_ = point_estimate();
    }

    FittedDistribution result() {
        Distribution d = distribution();
        constexpr int bits = 32;
        for (double* number : {&d.first, &d.second, &d.low, &d.high}) *number = round_to_bits(*number, bits);
        check_shapes(d);
        const double width = quantile(d, 0.975) - quantile(d, 0.025);
        constexpr double narrowest = 1e-8;  // of the value: rounding moves the distribution by a hundredth of its width
        if (!(width > narrowest * std::abs(value_)))
            fail(fmt::format(
                "with a 95 % interval of width {:.2g} about {:g} is narrower than it can be drawn: leave the "
                "uncertainty out",
                width, value_));
        const double point = point_ == PointEstimate::mean     ? mean(d)
                             : point_ == PointEstimate::median ? quantile(d, 0.5)
                                                               : d.first;
        return {d, point_, point, std::abs(point - value_) / width};
    }

private:
    [[noreturn]] void fail(const std::string& why) const { throw UsageError(printed_.family + " " + why); }

    /// The series behind quantiles do not end for sharper gammas and betas; flatter ones lie below the least number.
    void check_shapes(const Distribution& d) const {
        constexpr double sharpest = 1e10;
        if (family_ != Family::beta && family_ != Family::gamma) return;
        const double other = family_ == Family::beta ? d.second : d.first;
        const auto [low, high] = std::minmax(d.first, other);
        if (high > sharpest)
            fail(fmt::format("of shape {:.2g} is sharper than the {:.0g} it can be drawn with: take a normal", high,
                             sharpest));
        if (low < flattest_shape)
            fail(fmt::format("of shape {:.2g} is flatter than the {:g} it can be drawn with: take another family", low,
                             flattest_shape));
    }

    [[nodiscard]] PointEstimate point_estimate() const {
        const bool has_mode = family_ == Family::triangular || family_ == Family::pert;
        if (has_mode && !printed_.value_is.empty()) fail("takes the value as its mode: remove value_is");
        if (has_mode) return PointEstimate::mode;
        if (printed_.value_is == "median") return PointEstimate::median;
        if (printed_.value_is == "mean") return PointEstimate::mean;
        return family_ == Family::lognormal ? PointEstimate::median : PointEstimate::mean;
    }

    [[nodiscard]] Distribution distribution() const {
        if (printed_.ci95_low) return from_interval(*printed_.ci95_low, *printed_.ci95_high);
        if (printed_.log_standard_error) return from_log_standard_error(*printed_.log_standard_error);
        if (printed_.events) return from_counts(*printed_.events, *printed_.sample_size);
        if (printed_.standard_error) return from_standard_error(*printed_.standard_error);
        if (printed_.sample_size) return from_standard_error(patients_sd() / std::sqrt(*printed_.sample_size));
        return from_support();
    }

    [[nodiscard]] double patients_sd() const {
        if (printed_.sd) return *printed_.sd;
        if (printed_.iqr_low) return sd_from_quartiles(*printed_.iqr_low, *printed_.iqr_high, *printed_.sample_size);
        return sd_from_range(*printed_.range_low, *printed_.range_high, *printed_.sample_size);
    }

    [[nodiscard]] Distribution cut() const {
        Distribution d{family_};
        d.low = printed_.low.value_or(d.low);
        d.high = printed_.high.value_or(d.high);
        return d;
    }

    [[nodiscard]] Distribution from_interval(double low, double high) const {
        const long double centre = (static_cast<long double>(low) + high) / 2;
        const long double half = (static_cast<long double>(high) - low) / 2;
        switch (family_) {
            case Family::normal:
                return {family_, static_cast<double>(centre), static_cast<double>(half / z95)};
            case Family::lognormal: {
                if (!(low > 0)) fail("needs a ci95 above 0");
                const long double log_low = std::log(static_cast<long double>(low));
                const long double log_high = std::log(static_cast<long double>(high));
                return {family_, static_cast<double>((log_low + log_high) / 2),
                        static_cast<double>((log_high - log_low) / (2 * z95))};
            }
            case Family::uniform:
                return support(static_cast<double>(centre - half / 0.95L), static_cast<double>(centre + half / 0.95L));
            case Family::gamma:
                if (!(low > 0)) fail("needs a ci95 above 0");
                return found(match::gamma_interval(low, high), "ci95");
            case Family::beta:
                if (!(low > 0 && high < 1)) fail("needs a ci95 between 0 and 1");
                return found(match::beta_interval(low, high), "ci95");
            case Family::truncated_normal:
                if (!(cut().low < low && high < cut().high)) fail("needs a ci95 inside the cut from low to high");
                return found(match::truncated_normal_interval(cut(), low, high), "ci95 within its cut");
            case Family::triangular:
            case Family::pert:
                if (!(low < value_ && value_ < high)) fail("needs a value, its mode, inside the ci95");
                return found(match::interval_about_mode(family_, value_, low, high),
                             "ci95 about the value as its mode");
        }
        return {};
    }

    [[nodiscard]] Distribution from_standard_error(double se) const {
        const long double m = value_, s = se;
        switch (family_) {
            case Family::normal:
                return {family_, value_, se};
            case Family::lognormal:
                return lognormal_from(se);
            case Family::uniform: {
                const auto half = static_cast<double>(s * std::sqrt(3.0L));
                return support(value_ - half, value_ + half);
            }
            case Family::gamma:
                if (!(value_ > 0)) fail("needs a value above 0");
                if (point_ == PointEstimate::median) return found(match::gamma_median(value_, se), "median and error");
                return {family_, static_cast<double>(m * m / (s * s)), static_cast<double>(s * s / m)};
            case Family::beta: {
                if (!(value_ > 0 && value_ < 1)) fail("needs a value between 0 and 1");
                if (point_ == PointEstimate::median) return found(match::beta_median(value_, se), "median and error");
                const long double sum = m * (1 - m) / (s * s) - 1;  // alpha + beta
                if (!(sum > 0))
                    fail(fmt::format("with mean {} has a standard error below {:.4g}", value_,
                                     static_cast<double>(std::sqrt(m * (1 - m)))));
                return {family_, static_cast<double>(m * sum), static_cast<double>((1 - m) * sum)};
            }
            case Family::truncated_normal:
                if (point_ == PointEstimate::median) fail("takes a standard error with the mean only");
                if (!(cut().low < value_ && value_ < cut().high)) fail("needs a value inside the cut from low to high");
                return found(match::truncated_normal_mean(cut(), value_, se), "mean and standard error within its cut");
            case Family::triangular:
            case Family::pert:
                fail("takes low and high, or a ci95, not a standard error");
        }
        return {};
    }

    /// Mean m, SD s: sdlog^2 = ln(1 + s^2/m^2), meanlog = ln m - sdlog^2/2. Median M: exp(sdlog^2) is the root
    /// w of w(w - 1) = s^2/M^2.
    [[nodiscard]] Distribution lognormal_from(double se) const {
        if (!(value_ > 0)) fail("needs a value above 0");
        const long double variance = static_cast<long double>(se) * se / (static_cast<long double>(value_) * value_);
        const bool median = point_ == PointEstimate::median;
        const long double log_variance =
            median ? std::log((1 + std::sqrt(1 + 4 * variance)) / 2) : std::log1p(variance);
        const long double log_value = std::log(static_cast<long double>(value_));
        return {family_, static_cast<double>(median ? log_value : log_value - log_variance / 2),
                static_cast<double>(std::sqrt(log_variance))};
    }

    [[nodiscard]] Distribution from_log_standard_error(double se) const {
        if (family_ != Family::lognormal) fail("takes no log_standard_error; that is for lognormal");
        if (!(value_ > 0)) fail("needs a value above 0");
        const long double log_value = std::log(static_cast<long double>(value_));
        const long double variance = static_cast<long double>(se) * se;
        return {family_, static_cast<double>(point_ == PointEstimate::median ? log_value : log_value - variance / 2),
                se};
    }

    [[nodiscard]] Distribution from_counts(double events, double sample_size) const {
        const bool beta = family_ == Family::beta;
        if (!beta && family_ != Family::gamma)
            fail("takes no events; beta (of patients) and gamma (of person-years) do");
        if (!(events > 0)) fail("needs at least one event; give a ci95 instead");
        if (beta && !(events < sample_size)) fail("needs at least one patient without the event; give a ci95 instead");
        return {family_, events, beta ? sample_size - events : 1 / sample_size};
    }

    [[nodiscard]] Distribution from_support() const {
        if (family_ == Family::uniform) return support(*printed_.low, *printed_.high);
        if (family_ != Family::triangular && family_ != Family::pert)
            fail("takes low and high only beside a ci95 or a standard error");
        if (!(*printed_.low <= value_ && value_ <= *printed_.high)) fail("needs a value from low to high");
        Distribution d = support(*printed_.low, *printed_.high);
        d.first = value_;
        return d;
    }

    [[nodiscard]] Distribution support(double low, double high) const { return {family_, 0, 0, low, high}; }

    [[nodiscard]] Distribution found(const std::optional<Distribution>& fitted, const std::string& conditions) const {
        if (!fitted) fail("can have no such " + conditions + "; choose another family");
        return *fitted;
    }

    double value_;
    const Uncertainty& printed_;
    Family family_ = Family::normal;
    PointEstimate point_ = PointEstimate::mean;
};

}  // namespace

FittedDistribution fit_distribution(double value, const Uncertainty& uncertainty) {
    return FamilyFit(value, uncertainty).result();
}

}  // namespace ibtr
