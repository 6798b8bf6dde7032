#include "psa/survey_draws.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

/// A stratum that is too rare for a draw's patients.
struct TooRare {
    std::uint32_t draw;
    double weight;
};

/// The rarest stratum of a draw whose patients do not fill its strata.
std::optional<TooRare> find_too_rare(const DrawContext& context, std::uint32_t draw) {
    const Population population = make_population(context.model, context.sampler.draw(draw));
    try {
        check_halves(context.model, population, context.model.patients);
        return std::nullopt;
    } catch (const UsageError&) {
        double rarest = 1;
        for (const Stratum& stratum : population.strata) rarest = std::min(rarest, stratum.weight);
        return TooRare{draw, rarest};
    }
}

[[noreturn]] void refuse_rare_strata(const std::vector<TooRare>& rare, const DrawContext& context, DrawRange range) {
    const auto rarest =
        std::min_element(rare.begin(), rare.end(), [](const auto& a, const auto& b) { return a.weight < b.weight; });
    // Two women in every stratum, however the remainders of others fall: one in each half of a draw.
    const double enough = std::ceil(2 / rarest->weight * (1 + 1e-9));
    const std::string found = fmt::format(
        "--patients {}: too few for {} of {} draws, in which a stratum would be empty in one half; draw {} "
        "has the rarest one, with probability {:.3g}",
        context.model.patients, rare.size(), range.end - range.begin, rarest->draw, rarest->weight);
    if (enough > static_cast<double>(most_summed_women))
        throw UsageError(found + ", too rare for any number of patients; pool a rare level with another");
    throw UsageError(fmt::format("{}; --patients {:.0f} is enough for all of them, or pool a rare level with another",
                                 found, enough));
}

void require_filled_strata(const DrawContext& context, DrawRange range, unsigned threads) {
    std::vector<std::optional<TooRare>> found(range.end - range.begin);
    parallel_for(found.size(), threads, [&](std::size_t i) {
        found[i] = find_too_rare(context, range.begin + static_cast<std::uint32_t>(i));
    });
    std::vector<TooRare> rare;
    for (const std::optional<TooRare>& one : found)
        if (one) rare.push_back(*one);
    if (!rare.empty()) refuse_rare_strata(rare, context, range);
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
