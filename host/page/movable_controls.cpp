#include "page/movable_controls.hpp"

#include <algorithm>
#include <utility>

#include "controls/parameter_controls.hpp"
#include "ibtr/error.hpp"

namespace ibtr::page {
namespace {

using controls::Control;

/// A share nearer to 0 would take a stratum away, of which the tables are, or leave nobody to standardise.
constexpr double least_share = 0.001;

/// Compiles the model with other values, and says whether its strata are the same, and its tables but for multipliers.
class TableTrial {
public:
    using Values = std::vector<std::pair<std::size_t, double>>;  ///< of parameters
    explicit TableTrial(const Study& study) : study_(study) {}

    [[nodiscard]] bool keeps_tables(const Values& moved) const {
        try {
            std::vector<double> values = study_.parameters().values();
            for (const auto& [parameter, value] : moved) values[parameter] = value;
            const Parameters parameters = with_expressions(study_.model(), std::move(values));
            if (!check_values(study_.model(), parameters).empty()) return false;
            const Population population = make_population(study_.model(), parameters);
            if (!std::equal(population.strata.begin(), population.strata.end(), study_.population().strata.begin(),
                            study_.population().strata.end(),
                            [](const Stratum& one, const Stratum& other) { return one.id == other.id; }))
                return false;
            check_weights(study_.model(), parameters, population);
            Tables tables = compile(study_.model(), parameters, population, study_.graph());
            tables.inverse_multipliers = study_.tables().inverse_multipliers;
            return ibtr::tables_digest(tables) == study_.tables_digest();
        } catch (const UsageError&) {
            return false;  // such values make no model
        }
    }

private:
    const Study& study_;
};

/// Finds the parameters that move, one after another, and beside what has been accepted: two may change a table only
/// together.
class ParameterTrials {
public:
    explicit ParameterTrials(const Study& study) : trial_(study) {}

    /// Whether a parameter can be anywhere on its slider; that of a probability may become shorter.
    bool accepts(std::size_t parameter, Control& control) {
        if (accepts_whole(parameter, control)) return true;
        if (control.unit != "probability") return false;
        control.minimum = std::min(least_share, control.value.front());
        control.maximum = std::max(1 - least_share, control.value.front());
        return accepts_whole(parameter, control);
    }

private:
    bool accepts_whole(std::size_t parameter, const Control& control) {
        TableTrial::Values low = lowest_, high = highest_;
        low.emplace_back(parameter, control.minimum);
        high.emplace_back(parameter, control.maximum);
        if (!trial_.keeps_tables({low.back()}) || !trial_.keeps_tables({high.back()}) || !trial_.keeps_tables(low) ||
            !trial_.keeps_tables(high))
            return false;
        lowest_ = std::move(low);
        highest_ = std::move(high);
        return true;
    }

    TableTrial trial_;
    TableTrial::Values lowest_, highest_;
};

bool leaves_a_level_out(const std::vector<double>& shares) {
    return std::any_of(shares.begin(), shares.end(), [](double share) { return share < least_share; });
}

/// Whether shares can move, and how far. Where a level of all people has nobody, its strata are in no table; in a case
/// mix they are.
bool accepts_shares(Control& control) {
    if (leaves_a_level_out(control.value)) return control.shares_of->case_mix.has_value();
    control.minimum = least_share;
    std::erase_if(control.presets, [](const controls::Preset& preset) { return leaves_a_level_out(preset.values); });
    return true;
}

bool moves_curves(const Control& control) {
    const auto is_in = [&](const char* section) { return control.section == section; };
    return control.enters && !is_in(controls::utilities_section) && !is_in(controls::costs_section) &&
           !is_in(controls::discounting_section);
}

/// Takes away what would move with another that cannot.
void remove_without_partners(MovableControls& movable) {
    const auto is_there = [&](const std::string& key) {
        return std::any_of(movable.controls.begin(), movable.controls.end(),
                           [&](const Control& control) { return control.key == key; });
    };
    const auto alone = std::stable_partition(movable.controls.begin(), movable.controls.end(), [&](const Control& one) {
        return std::all_of(one.partners.begin(), one.partners.end(), is_there);
    });
    for (auto control = alone; control != movable.controls.end(); ++control) movable.fixed.push_back(control->label);
    movable.controls.erase(alone, movable.controls.end());
}

}  // namespace

controls::ParameterUses uses_in_multipliers_and_weights(const Model& model) {
    controls::ParameterUses uses(model);
    for (const Transition& transition : model.transitions)
        for (const HazardRatio& ratio : transition.hazard_ratios)
            if (ratio.changes.empty() && !model.cycle_years) uses.add(ratio.value, controls::ratios_section);
    for (const Strategy& strategy : model.strategies)
        for (const MixRule& rule : strategy.mix)
            for (const MixWeight& part : rule.weights) uses.add(part.weight, controls::practice_section);
    for (const CaseMix& mix : model.case_mixes) uses.add(mix.probabilities, controls::case_mix_section);
    for (const Factor& factor : model.factors)
        for (const ConditionalRow& row : factor.rows) uses.add(row.probabilities, controls::case_mix_section);
    uses.add_through_expressions();
    return uses;
}

MovableControls movable_controls(const Study& study) {
    const Model& model = study.model();
    const controls::ParameterUses uses = uses_in_multipliers_and_weights(model);
    ParameterTrials trials(study);
    const auto moves = [&](Control& control) {
        if (control.shares_of) return accepts_shares(control);
        for (std::size_t k = 0; k < model.parameters.size(); ++k)
            if (controls::parameter_key(model.parameters[k]) == control.key)
                return uses.contains(k) && trials.accepts(k, control);
        return false;  // a number that is written in place
    };
    MovableControls movable;
    for (Control& control : controls::controls_of(study.config())) {
        if (!moves_curves(control)) continue;
        if (moves(control))
            movable.controls.push_back(std::move(control));
        else
            movable.fixed.push_back(control.label);
    }
    remove_without_partners(movable);
    return movable;
}

}  // namespace ibtr::page
