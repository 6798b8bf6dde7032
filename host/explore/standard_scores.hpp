#pragma once

#include <vector>

namespace ibtr::explore {

/// Numbers in standard deviations from their mean, on their own scale or on that of their logarithms.
class StandardScores {
public:
    StandardScores() = default;
    /// @param by_ratios of their logarithms, where all are above 0
    StandardScores(const std::vector<double>& numbers, bool by_ratios);

    [[nodiscard]] bool is_logarithmic() const { return logarithmic_; }
    /// Whether the numbers differ at all.
    [[nodiscard]] bool spread() const { return deviation_ > 0; }
    [[nodiscard]] const std::vector<double>& scores() const { return scores_; }
    /// That of another number; above 0 where the scale is logarithmic.
    [[nodiscard]] double of(double number) const;

private:
    [[nodiscard]] double scaled(double number) const;

    bool logarithmic_ = false;
    double mean_ = 0, deviation_ = 0;
    std::vector<double> scores_;  ///< parallel to the numbers
};

}  // namespace ibtr::explore
