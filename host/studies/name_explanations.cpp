#include "studies/name_explanations.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "base/statistics.hpp"
#include "studies/normal_rectangle.hpp"

namespace ibtr::studies {
namespace {

/// Every second row.
std::vector<double> half_of(const ExplainedEstimates& explained, std::size_t estimates, std::size_t half) {
    std::vector<double> rows;
    for (std::size_t r = half; r * estimates < explained.rows.size(); r += 2)
        rows.insert(rows.end(), explained.rows.begin() + static_cast<std::ptrdiff_t>(r * estimates),
                    explained.rows.begin() + static_cast<std::ptrdiff_t>((r + 1) * estimates));
    return rows;
}

/// Of one truth: who is named, and the logarithm of the truth's share in what the estimates say.
struct OfTruth {
    std::vector<double> named;
    Moments bits;
};

void classify(std::span<const double> row, std::size_t truth, const std::vector<NormalLaw>& laws, OfTruth& result) {
    std::vector<double> densities;
    for (const NormalLaw& law : laws) densities.push_back(law.log_density(row));
    const auto likeliest = std::max_element(densities.begin(), densities.end());
    result.named[static_cast<std::size_t>(likeliest - densities.begin())] += 1;
    double sum = 0;
    for (const double density : densities) sum += std::exp(density - *likeliest);
    const double log_share = densities[truth] - *likeliest - std::log(sum);
    result.bits.add((log_share + std::log(static_cast<double>(laws.size()))) / std::log(2.0));
}

}  // namespace

std::size_t fewest_replicates(std::size_t estimates) {
    constexpr std::size_t of_one_estimate_in_half = 20;
    return 2 * of_one_estimate_in_half * estimates;
}

Naming name_explanations(const std::vector<ExplainedEstimates>& explained, std::size_t estimates) {
    const std::size_t count = explained.size();
    Naming naming;
    const bool enough = std::all_of(explained.begin(), explained.end(), [&](const ExplainedEstimates& one) {
        return one.rows.size() >= fewest_replicates(estimates) * estimates;
    });
    if (!enough) {
        naming.shares.assign(count, std::vector<double>(count, undefined));
        naming.probability_right = naming.standard_error = undefined;
        naming.information_bits = naming.bits_standard_error = undefined;
        return naming;
    }
    std::vector<OfTruth> truths(count, {std::vector<double>(count, 0), {}});
    for (std::size_t half = 0; half < 2; ++half) {
        std::vector<NormalLaw> laws;
        for (const ExplainedEstimates& one : explained)
            laws.push_back(normal_law(half_of(one, estimates, half), estimates));
        for (std::size_t truth = 0; truth < count; ++truth) {
            const std::vector<double> rows = half_of(explained[truth], estimates, 1 - half);
            for (std::size_t r = 0; r < rows.size(); r += estimates)
                classify({&rows[r], estimates}, truth, laws, truths[truth]);
        }
    }
    const auto all = static_cast<double>(count);
    double variance = 0, bits_variance = 0;
    for (std::size_t truth = 0; truth < count; ++truth) {
        OfTruth& of = truths[truth];
        const double n = of.bits.count();
        for (double& share : of.named) share /= n;
        const double right = of.named[truth];
        naming.probability_right += right / all;
        variance += right * (1 - right) / n / (all * all);
        naming.information_bits += of.bits.mean() / all;
        bits_variance += of.bits.squared_deviations() / (n - 1) / n / (all * all);
        naming.shares.push_back(std::move(of.named));
    }
    naming.standard_error = std::sqrt(variance);
    naming.bits_standard_error = std::sqrt(bits_variance);
    return naming;
}

ExplainedEstimates estimates_of(const StudiesResult& result, const std::vector<std::size_t>& designs,
                                std::string explanation) {
    ExplainedEstimates explained{std::move(explanation), {}};
    for (std::size_t r = 0; r < result.replicates; ++r) {
        const auto* effects = &result.effects[r * result.designs.size()];
        if (std::all_of(designs.begin(), designs.end(), [&](std::size_t d) { return effects[d].has_value(); }))
            for (const std::size_t d : designs) explained.rows.push_back(effects[d]->estimate);
    }
    return explained;
}

std::vector<StudyDesign> with_women(std::vector<StudyDesign> designs, std::uint32_t women) {
    for (StudyDesign& design : designs) {
        const double all = static_cast<double>(design.first.women) + design.second.women;
        const auto first = static_cast<std::uint32_t>(std::lround(women * (design.first.women / all)));
        design.first.women = std::clamp(first, 1U, women - 1);
        design.second.women = women - design.first.women;
    }
    return designs;
}

}  // namespace ibtr::studies
