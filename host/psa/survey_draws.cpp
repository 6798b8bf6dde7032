#include "psa/survey_draws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/parallel.hpp"
#include "ibtr/error.hpp"
#include "ibtr/sums.hpp"

namespace ibtr::psa {
namespace {

bool holds_parameter(const std::vector<Input>& inputs) {
    return std::any_of(inputs.begin(), inputs.end(),
                       [](const Input& input) { return std::holds_alternative<ParameterRef>(input); });
}

/// Whether strata have other shares from draw to draw.
bool strata_vary(const Model& model) {
    return std::any_of(model.factors.begin(), model.factors.end(), [](const Factor& factor) {
        return std::any_of(factor.rows.begin(), factor.rows.end(),
                           [](const ConditionalRow& row) { return holds_parameter(row.probabilities); });
    });
}

/// What the strata of a draw ask for.
struct DrawStrata {
    double rarest = 1;  ///< the smallest probability
    /// With which every stratum has a woman in either half; a larger number does too.
    std::optional<std::uint64_t> enough_patients;
    bool are_filled = true;  ///< by the patients that there are
};

DrawStrata look_at_strata(const DrawContext& context, std::uint32_t draw) {
    const Population population = make_population(context.model, context.sampler.draw(draw));
    constexpr std::uint64_t of_both_halves = 2;  // women of a stratum take turns
    DrawStrata found;
    for (const Stratum& stratum : population.strata) found.rarest = std::min(found.rarest, stratum.weight);
    found.enough_patients = enough_patients(population, of_both_halves);
    try {
        check_halves(context.model, population, context.model.patients);
    } catch (const UsageError&) {
        found.are_filled = false;
    }
    return found;
}

/// The number named does for every draw, also for those that the patients given happen to fill.
[[noreturn]] void refuse_rare_strata(const std::vector<DrawStrata>& draws, std::ptrdiff_t too_few,
                                     const DrawContext& context, DrawRange range) {
    const auto rarest =
        std::min_element(draws.begin(), draws.end(), [](const auto& a, const auto& b) { return a.rarest < b.rarest; });
    const std::string found = fmt::format(
        "--patients {}: too few for {} of {} draws, in which a stratum would be empty in one half; draw {} "
        "has the rarest one, with probability {:.3g}",
        context.model.patients, too_few, draws.size(), range.begin + (rarest - draws.begin()), rarest->rarest);
    std::uint64_t enough = 0;
    for (const DrawStrata& draw : draws)
        enough = std::max(enough, draw.enough_patients.value_or(most_summed_women + 1));
    if (enough > most_summed_women)
        throw UsageError(found + ", too rare for any number of patients; pool a rare level with another");
    throw UsageError(fmt::format(
        "{}; --patients {} or more is enough for all of them, or pool a rare level with another", found, enough));
}

void require_filled_strata(const DrawContext& context, DrawRange range, unsigned threads) {
    std::vector<DrawStrata> draws(range.end - range.begin);
    parallel_for(draws.size(), threads, [&](std::size_t i) {
        draws[i] = look_at_strata(context, range.begin + static_cast<std::uint32_t>(i));
    });
    const auto too_few =
        std::count_if(draws.begin(), draws.end(), [](const DrawStrata& draw) { return !draw.are_filled; });
    if (too_few > 0) refuse_rare_strata(draws, too_few, context, range);
}

LeftOutDraws count_left_out(const DrawContext& context, DrawRange range, unsigned threads) {
    std::vector<std::uint32_t> left_out(range.end - range.begin);
    parallel_for(left_out.size(), threads, [&](std::size_t i) {
        left_out[i] = context.sampler.left_out(range.begin + static_cast<std::uint32_t>(i));
    });
    LeftOutDraws counted{0, left_out.size()};
    for (const std::uint32_t one : left_out) counted.left_out += one;
    if (counted.share() <= most_left_out) return counted;
    throw UsageError(fmt::format(
        "--leave-out-illegal-draws: {} of {} points are not legal in the model, {:.2g} %; at most {:g} % may "
        "be left out, for the rest would be draws of another distribution: choose a distribution that stays "
        "in range (without the option the first illegal draw is named)",
        counted.left_out, counted.left_out + counted.kept, 100 * counted.share(), 100 * most_left_out));
}

}  // namespace

std::optional<LeftOutDraws> survey_draws(const DrawContext& context, const Design& design, DrawRange range,
                                         unsigned threads) {
    std::optional<LeftOutDraws> left_out;
    if (design.leaves_out_illegal) left_out = count_left_out(context, range, threads);
    if (context.method == DrawMethod::simulation && strata_vary(context.model))
        require_filled_strata(context, range, threads);
    return left_out;
}

}  // namespace ibtr::psa
