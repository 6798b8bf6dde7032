#include "random_economics.hpp"

#include <array>
#include <cstddef>
#include <sstream>

#include "choices.hpp"

namespace ibtr::test {
namespace {

class RandomEconomics {
public:
    RandomEconomics(const Model& model, std::uint64_t seed) : model_(model), choose_(seed ^ 0x65636f6eU) {}

    std::string text() {
        write_head();
        for (const State& state : model_.states)
            if (!state.absorbing) write_values_of(state);
        for (const Transition& transition : model_.transitions) write_values_of(transition);
        if (choose_.happens(0.5))
            value("utilities", "", strategy() + (choose_.happens(0.5) ? level() : ""), choose_.uniform(-0.2, 0));
        if (choose_.happens(0.8))
            value("costs", "", strategy() + (choose_.happens(0.5) ? level() : ""), choose_.uniform(100, 20000));
        return text_.str();
    }

private:
    void write_head() {
        text_ << "\n[economics]\ncurrency = \"EUR\"\nwillingness_to_pay = [0, 20000]\nsource = \"assumption\"\n";
        if (choose_.happens(0.4))
            text_ << "discount_starts_years = [0, 2.3]\ndiscount_effects_rates_per_year = [0.03, 0.01]\n"
                  << "discount_costs_rates_per_year = [" << choose_.uniform(0, 0.06) << ", 0.02]\n";
        else
            text_ << "discount_effects_per_year = " << choose_.uniform(0, 0.05)
                  << "\ndiscount_costs_per_year = " << choose_.uniform(0, 0.06) << "\n";
        if (!model_.cycle_years) return;
        constexpr std::array rewards{"start", "end", "half_cycle", "simpson", "tutorial"};
        const bool even = (model_.bins() / model_.bins_a_cycle()) % 2 == 0;
        const char* chosen = rewards[choose_.below(rewards.size())];
        text_ << "cycle_rewards = \"" << (even || std::string(chosen) != "simpson" ? chosen : "half_cycle") << "\"\n";
    }

    void value(const std::string& list, const std::string& about, const std::string& when, double amount) {
        text_ << "[[economics." << list << "]]\n"
              << about << when << "value = " << amount << "\nsource = \"assumption\"\n";
    }

    static std::string window() { return "from_years = 1\nto_years = 3\n"; }
    static std::string strategy() { return "strategy = \"a1\"\n"; }
    /// A level of one of the groups, where there are any.
    [[nodiscard]] std::string level() const {
        if (model_.group_factors.empty()) return "";
        const Factor& factor = model_.factors[model_.group_factors.front()];
        return "factor = \"" + factor.name + "\"\nlevel = \"" + factor.levels[1] + "\"\n";
    }
    std::string condition(bool timed) {
        return (choose_.happens(0.4) ? strategy() : "") + (choose_.happens(0.4) ? level() : "") +
               (timed && choose_.happens(0.5) ? window() : "");
    }

    void write_values_of(const State& state) {
        const std::string about = "state = \"" + state.name + "\"\n";
        // Each with the conditions of the one before and one more: which of them counts is never in doubt.
        value("utilities", about, "", choose_.uniform(0.2, 1));
        std::string when = choose_.happens(0.5) ? strategy() : window();
        const std::string further = when == strategy() ? window() : strategy();
        if (choose_.happens(0.6)) value("utilities", about, when, choose_.uniform(-0.3, 1));
        if (choose_.happens(0.4)) value("utilities", about, when + further, choose_.uniform(0, 1));
        if (choose_.happens(0.4) && !model_.group_factors.empty())
            value("utilities", about, when + further + level(), choose_.uniform(0, 1));
        for (std::size_t more = choose_.below(4); more > 0; --more)
            value("costs", about, condition(true), choose_.uniform(-2000, 10000));
    }

    void write_values_of(const Transition& transition) {
        const std::string about = "transition = \"" + transition.name + "\"\n";
        if (choose_.happens(0.3)) value("utilities", about, condition(true), choose_.uniform(-0.5, 0.1));
        if (choose_.happens(0.4)) value("costs", about, condition(true), choose_.uniform(-500, 30000));
    }

    const Model& model_;
    Choices choose_;
    std::ostringstream text_;
};

}  // namespace

std::string random_economics(const Model& model, std::uint64_t seed) {
    return RandomEconomics(model, seed).text();
}

}  // namespace ibtr::test
