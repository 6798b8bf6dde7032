#include "validate/estimand_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "ibtr/error.hpp"
#include "validate/frame.hpp"

namespace ibtr {
namespace {

using validation::ArmOfWomen;
using validation::CellSource;
using validation::Frame;

/// The metastases that strata weigh by: of ten years, or of the config's horizon where that is shorter.
double metastases_within_years(const Model& model) {
    return std::min(10.0, model.horizon_years);
}

/// Metastasis as time zero: everyone starts in the state that metastases lead to, at her age at salvage surgery, and
/// strata count as often as their women have reached it.
class AfterMetastasis {
public:
    AfterMetastasis(const Frame& before, const Parameters& parameters, double horizon_years, const CellSource& source)
        : before_(before), frame_(starting_there(before.model()), parameters, horizon_years, source) {}

    [[nodiscard]] const Frame& frame() const { return frame_; }

    [[nodiscard]] ArmOfWomen reached(ArmOfWomen women) const {
        const Endpoint& distant = before_.endpoint("cif_distant");
        double total = 0;
        for (std::size_t h = 0; h < women.weights.size(); ++h) {
            const CellIncidence& cells = before_.cells();
            const std::size_t last = std::min(cells.intervals, within_bins(before_.model())) - 1;
            women.weights[h] *= cells.cumulative[cells.at(women.strategy, h, distant.estimated) + last];
            total += women.weights[h];
        }
        for (double& weight : women.weights) weight /= total;
        return women;
    }

private:
    static Model starting_there(Model model) {
        const auto distant = model.find_endpoint("distant");
        if (!distant || model.endpoints[*distant].transitions.empty())
            throw UsageError("the model has no endpoint 'distant': nothing can be measured from metastasis on");
        const std::vector<std::size_t>& transitions = model.endpoints[*distant].transitions;
        model.start_state = model.transitions[transitions.front()].to;
        for (const std::size_t transition : transitions)
            if (model.transitions[transition].to != model.start_state)
                throw UsageError(
                    "the transitions of the endpoint 'distant' lead to several states: where women are "
                    "after metastasis is not defined");
        return model;
    }

    static std::size_t within_bins(const Model& model) {
        return static_cast<std::size_t>(std::lround(metastases_within_years(model) * model.grid_per_year));
    }

    const Frame& before_;
    Frame frame_;
};

class Evaluator {
public:
    Evaluator(const Model& model, const Parameters& parameters, std::span<const Estimand> estimands,
              const CellSource& source)
        : frame_(model, parameters, horizon(model, estimands, false), source) {
        const bool later =
            std::any_of(estimands.begin(), estimands.end(), [](const Estimand& e) { return e.after_metastasis; });
        if (later)
            after_ = std::make_unique<AfterMetastasis>(frame_, parameters, horizon(model, estimands, true), source);
    }

    [[nodiscard]] double value(const Estimand& estimand) const {
        const auto [a, b] = arms(estimand);
        const Frame& frame = frame_of(estimand);
        if (estimand.measure == "share_distant") return share_distant(frame, a, estimand.time_years);
        const Endpoint& endpoint = frame.endpoint(estimand.endpoint);
        if (estimand.measure == "hr") return frame.hazard_ratio(endpoint, a, b, {}, estimand.time_years);
        if (estimand.measure == "hr_stratified")
            return frame.hazard_ratio(endpoint, a, b, frame.factors(estimand.adjusted_for), estimand.time_years);

        const double alive = frame.alive(endpoint, frame.arm(a), estimand.time_years);
        if (estimand.measure == "proportion") return endpoint.kind == EndpointKind::incidence ? 1 - alive : alive;
        const double other = frame.alive(endpoint, frame.arm(b), estimand.time_years);
        if (estimand.measure == "rr_alive") return ratio(alive, other);
        if (estimand.measure == "rr_event") return ratio(1 - alive, 1 - other);
        if (estimand.measure == "rd") return alive - other;
        if (estimand.measure == "cumulative_hazard_ratio") return ratio(-std::log(alive), -std::log(other));
        throw UsageError("measure " + unknown_name(estimand.measure, estimand_measures()));
    }

    [[nodiscard]] std::vector<double> values(std::span<const Estimand> estimands) const {
        std::vector<double> numbers;
        for (const Estimand& estimand : estimands) numbers.push_back(value(estimand));
        return numbers;
    }

private:
    static double ratio(double above, double below) {
        return below > 0 ? above / below : std::numeric_limits<double>::quiet_NaN();
    }

    /// Ten years at least where something is read off after metastasis: it is weighted by the metastases of these.
    static double horizon(const Model& model, std::span<const Estimand> estimands, bool after_metastasis) {
        double years = 0;
        for (const Estimand& estimand : estimands) {
            if (estimand.after_metastasis == after_metastasis) years = std::max(years, estimand.time_years);
            if (estimand.after_metastasis && !after_metastasis) years = std::max(years, metastases_within_years(model));
        }
        return std::ceil(years * model.grid_per_year - 1e-9) / model.grid_per_year;
    }

    [[nodiscard]] const Frame& frame_of(const Estimand& estimand) const {
        return estimand.after_metastasis ? after_->frame() : frame_;
    }

    /// Both arms of a contrast; the second repeats the first where there is none.
    [[nodiscard]] std::pair<ArmOfWomen, ArmOfWomen> arms(const Estimand& estimand) const {
        const std::size_t strategy = frame_.strategy(estimand.strategy);
        const std::size_t comparator = estimand.comparator.empty() ? strategy : frame_.strategy(estimand.comparator);
        const WomenClass group = parse_women(frame_.model(), estimand.group);
        const WomenClass other =
            estimand.comparator_group.empty() ? group : parse_women(frame_.model(), estimand.comparator_group);
        const std::vector<std::size_t> adjusted = frame_.factors(estimand.adjusted_for);
        const bool standardise = !adjusted.empty() && estimand.measure != "hr_stratified";
        const auto arm = [&](std::size_t s, const WomenClass& women) {
            return standardise ? frame_.standardised(s, women, adjusted, strategy) : frame_.observed(s, women);
        };
        std::pair result{arm(strategy, group), arm(comparator, other)};
        if (estimand.after_metastasis)
            result = {after_->reached(std::move(result.first)), after_->reached(std::move(result.second))};
        return result;
    }

    /// Of women with a second recurrence, those whose first one is a metastasis.
    [[nodiscard]] static double share_distant(const Frame& frame, const ArmOfWomen& women, double years) {
        const Arm arm = frame.arm(women);
        const double all = 1 - frame.alive(frame.endpoint("cif_second_recurrence"), arm, years);
        const double local = 1 - frame.alive(frame.endpoint("cif_local"), arm, years);
        return all > 0 ? 1 - local / all : std::numeric_limits<double>::quiet_NaN();
    }

    Frame frame_;
    std::unique_ptr<AfterMetastasis> after_;
};

}  // namespace

std::vector<double> estimand_values(const Model& model, const Parameters& parameters,
                                    std::span<const Estimand> estimands, const ExactOptions& options) {
    return Evaluator(model, parameters, estimands, validation::exact_cells(options)).values(estimands);
}

std::vector<double> estimand_values(const Model& model, const Parameters& parameters,
                                    std::span<const Estimand> estimands, const SimulatedWomen& women) {
    return Evaluator(model, parameters, estimands, validation::simulated_cells(women)).values(estimands);
}

}  // namespace ibtr
