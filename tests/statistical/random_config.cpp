#include "random_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "random_hazard.hpp"

namespace ibtr::test {
namespace {

struct Edge {
    std::size_t from, to;
    std::string clock;
};

class RandomConfig {
public:
    RandomConfig(std::uint64_t seed, bool in_cycles, bool entry_clock = false)
        : seed_(seed), in_cycles_(in_cycles), choose_(seed), choose_forms_(~seed), choose_starts_(seed + 1000) {
        states_ = 3 + choose_.below(5);
        absorbing_ = states_ == 3 ? 1 : 1 + choose_.below(2);
        strategies_ = 2 + choose_.below(2);
        factors_ = choose_.below(3);
        horizon_years_ = 6 + static_cast<int>(choose_.below(9));
        draw_edges();
        if (entry_clock) draw_entry_clock();
        ages_ = std::any_of(edges_.begin(), edges_.end(), [](const Edge& edge) { return edge.clock == "age"; });
    }

    std::string text() {
        write_head();
        write_states_and_strategies();
        write_factors();
        write_entry_clock();
        for (std::size_t k = 0; k < edges_.size(); ++k) write_transition(k);
        write_endpoints();
        return text_.str();
    }

private:
    [[nodiscard]] std::size_t transient() const { return states_ - absorbing_; }

    void add_edge(std::size_t from, std::size_t to) {
        const auto exits = std::count_if(edges_.begin(), edges_.end(), [&](const Edge& e) { return e.from == from; });
        if (from == to || exits == 8) return;
        constexpr std::array clocks{"time", "time", "sojourn", "sojourn", "age"};
        edges_.push_back({from, to, clocks[choose_.below(clocks.size())]});
    }

    void draw_edges() {
        for (std::size_t s = 1; s < transient(); ++s) add_edge(choose_.below(s), s);
        for (std::size_t s = transient(); s < states_; ++s) add_edge(choose_.below(transient()), s);
        // No dead end: each state that is not absorbing can be left, and left for good.
        for (std::size_t s = 0; s < transient(); ++s) add_edge(s, transient() + choose_.below(absorbing_));
        for (std::size_t extra = choose_.below(states_ + 2); extra > 0; --extra)
            add_edge(choose_.below(transient()), choose_.below(states_));
        // Many exits of one state need a second block of random numbers.
        if (choose_.happens(0.3)) {
            const std::size_t hub = choose_.below(transient());
            for (int more = 0; more < 6; ++more) add_edge(hub, choose_.below(states_));
        }
    }

    /// Two states or more with a way from one to another, and a third into one of them where there is one.
    void draw_entry_clock() {
        const std::size_t first = choose_.below(transient() - 1), second = first + 1;
        for (std::size_t s = 0; s < transient(); ++s)
            if (s == first || s == second || choose_.happens(0.4)) together_.push_back(s);
        add_edge(first, second);
        if (choose_.happens(0.5)) add_edge(second, first);
        if (together_.size() < transient()) {
            std::size_t outside = 0;
            while (is_together(outside)) ++outside;
            add_edge(outside, second);
            if (choose_.happens(0.5)) add_edge(second, outside);
        }
    }

    [[nodiscard]] bool is_together(std::size_t state) const {
        return std::find(together_.begin(), together_.end(), state) != together_.end();
    }

    void write_entry_clock() {
        if (together_.empty()) return;
        text_ << "[[clocks]]\nname = \"together\"\nstates = [";
        for (const std::size_t s : together_) text_ << "\"s" << s << "\", ";
        text_ << "]\n\n";
    }

    void write_head() {
        if (in_cycles_) text_ << "cycle_years = " << (seed_ % 2 == 0 ? "0.5" : "0.25") << '\n';
        text_ << "schema = 1\nname = \"random_" << seed_ << "\"\nhorizon_years = " << horizon_years_
              << "\ngrid_per_year = 4\nlandmarks_years = [1, " << horizon_years_ / 2 << ", " << horizon_years_ << "]\n"
              << (start_factor() ? "" : "start_state = \"s0\"\n") << "reference_strategy = \"a0\"\n";
        std::string groups;
        for (std::size_t f = 0; f < factors_; ++f)
            if (choose_.happens(0.5)) groups += (groups.empty() ? "\"f" : ", \"f") + std::to_string(f) + "\"";
        text_ << "groups = [" << groups << "]\n\n";
        if (ages_) {
            text_ << "[life_tables.deaths]\nsource = \"assumption\"\nfirst_age_years = 40\nprobabilities = [";
            for (int age = 40; age < 88; ++age)
                text_ << choose_.log_uniform(0.002, 0.01) * std::exp((age - 40) * 0.07) << ", ";
            text_ << "]\n\n";
        }
    }

    void write_states_and_strategies() {
        for (std::size_t s = 0; s < states_; ++s)
            text_ << "[[states]]\nname = \"s" << s << "\"\n" << (s >= transient() ? "absorbing = true\n" : "") << '\n';
        for (std::size_t a = 0; a < strategies_; ++a) text_ << "[[strategies]]\nname = \"a" << a << "\"\n\n";
    }

    /// Numbers that sum to 1, in steps of 0.01.
    std::string distribution(std::size_t levels) {
        std::string numbers;
        int left = 100;
        for (std::size_t level = 0; level < levels; ++level) {
            const bool last = level + 1 == levels;
            const int percent = last ? left : 10 + static_cast<int>(choose_.below(30));
            left -= percent;
            numbers += (level == 0 ? "0." : ", 0.") + std::string(percent < 10 ? "0" : "") + std::to_string(percent);
        }
        return "[" + numbers + "]";
    }

    /// The last factor of some models says where people begin: s0, from where all states are reached, and others.
    [[nodiscard]] std::optional<std::size_t> start_factor() const {
        if (factors_ == 0 || seed_ % 2 == 0) return std::nullopt;
        return factors_ - 1;
    }

    void write_start_states(std::size_t levels) {
        text_ << "start_states = [\"s0\"";
        for (std::size_t level = 1; level < levels; ++level)
            text_ << ", \"s" << choose_starts_.below(transient()) << '"';
        text_ << "]\n";
    }

    void write_factors() {
        for (std::size_t f = 0; f < factors_; ++f) {
            levels_.push_back(2 + choose_.below(2));
            text_ << "[[factors]]\nname = \"f" << f << "\"\nsource = \"assumption\"\nlevels = [";
            for (std::size_t level = 0; level < levels_[f]; ++level) text_ << "\"l" << level << "\", ";
            text_ << "]\n";
            if (start_factor() == f) write_start_states(levels_[f]);
            if (f == 1 && choose_.happens(0.5)) {
                text_ << "given = [\"f0\"]\nrows = [";
                for (std::size_t level = 0; level < levels_[0]; ++level)
                    text_ << "{ given = [\"l" << level << "\"], probabilities = " << distribution(levels_[f]) << " }, ";
                text_ << "]\n\n";
            } else {
                text_ << "probabilities = " << distribution(levels_[f]) << "\n\n";
            }
        }
        if (!ages_) return;
        text_ << "[[factors]]\nname = \"age\"\nkind = \"age\"\nsource = \"assumption\"\n";
        if (choose_.happens(0.5))
            text_ << "bands_years = [[45, 55], [60, 64]]\nsingle_year_weights = [[], [0.4, 0, 1.0, 0.6]]\n"
                  << "probabilities = " << distribution(2) << "\n\n";
        else
            text_ << "bands_years = [[40.5, 48.25], [50, 50], [70, 80]]\nprobabilities = " << distribution(3) << "\n\n";
    }

    /// Up to eight exits of a turn together must not exceed 1 in a cycle.
    [[nodiscard]] double largest_ratio() const { return in_cycles_ ? 1.3 : 3; }

    /// Clocks in turn, another order for each state.
    void write_turn(const Edge& edge) {
        const std::size_t clock = edge.clock == "time" ? 0 : edge.clock == "sojourn" ? 1 : 2;
        text_ << "order_in_cycle = " << 1 + (clock + edge.from) % 3 << '\n';
    }

    std::string ratio() {
        std::ostringstream number;
        number << (choose_.happens(0.12) ? 0.0 : choose_.log_uniform(0.3, largest_ratio()));
        return "value = " + number.str() + ", source = \"assumption\" }, ";
    }

    void write_transition(std::size_t k) {
        const Edge& edge = edges_[k];
        text_ << "[[transitions]]\nname = \"t" << k << "\"\nfrom = \"s" << edge.from << "\"\nto = \"s" << edge.to
              << "\"\nclock = \"" << (edge.clock == "sojourn" && is_together(edge.from) ? "together" : edge.clock)
              << "\"\nsource = \"assumption\"\nhazard = ";
        text_ << random_hazard(choose_, edge.clock, in_cycles_);
        text_ << "\nhazard_ratios = [";
        for (std::size_t a = 0; a < strategies_; ++a)
            if (choose_.happens(0.35)) text_ << "{ strategy = \"a" << a << "\", " << ratio();
        for (std::size_t f = 0; f < factors_; ++f)
            if (choose_.happens(0.5)) text_ << "{ factor = \"f" << f << "\", level = \"l1\", " << ratio();
        if (factors_ > 0 && choose_.happens(0.3))
            text_ << "{ strategy = \"a1\", factor = \"f0\", level = \"l0\", " << ratio();
        // Of a stream of their own, so that what was here before them stays.
        std::swap(choose_, choose_forms_);
        if (choose_.happens(0.3)) write_changing_ratio(edge);
        text_ << "]\n";
        if (choose_.happens(0.25)) write_hazard_where(edge);
        if (in_cycles_) {
            write_turn(edge);
            text_ << "risk_ratios = [";
            if (choose_.happens(0.4)) text_ << "{ " << condition() << ratio();
            if (choose_.happens(0.3)) write_changing_ratio(edge);
            text_ << "]\n";
        }
        std::swap(choose_, choose_forms_);
        text_ << '\n';
    }

    std::string condition() {
        if (factors_ > 0 && choose_.happens(0.5)) return "factor = \"f0\", level = \"l1\", ";
        return "strategy = \"a1\", ";
    }

    void write_changing_ratio(const Edge& edge) {
        const char* starts = edge.clock == "age" ? (in_cycles_ ? "[0, 52, 66]" : "[0, 52, 66.5]")
                                                 : (in_cycles_ ? "[0, 1, 3]" : "[0, 1.25, 3.1]");
        text_ << "{ " << condition() << "starts_years = " << starts << ", values = ["
              << choose_.log_uniform(0.3, largest_ratio()) << ", " << (choose_.happens(0.3) ? 0.0 : 1.2) << ", "
              << choose_.log_uniform(0.3, largest_ratio()) << "], source = \"assumption\" }, ";
    }

    void write_hazard_where(const Edge& edge) {
        text_ << "hazard_where = [{ " << condition() << "source = \"assumption\", hazard = ";
        text_ << random_hazard(choose_, edge.clock, in_cycles_, true);
        text_ << " }]\n";
    }

    std::string set_of(const std::vector<std::size_t>& transitions) {
        std::string names;
        for (const std::size_t k : transitions) names += "\"t" + std::to_string(k) + "\", ";
        return " = [" + names + "]\n";
    }

    void write_endpoints() {
        std::vector<std::size_t> deaths, others;
        for (std::size_t k = 0; k < edges_.size(); ++k) (edges_[k].to >= transient() ? deaths : others).push_back(k);
        // Deaths in turn to the two causes; other transitions to none, one or both of local and distant.
        std::vector<std::size_t> death_bc, death_other, local, distant, mixed;
        for (std::size_t i = 0; i < deaths.size(); ++i) (i % 2 == 0 ? death_bc : death_other).push_back(deaths[i]);
        for (const std::size_t k : others) {
            if (choose_.happens(0.6)) local.push_back(k);
            if (choose_.happens(0.5)) distant.push_back(k);
        }
        for (std::size_t k = 0; k < edges_.size(); ++k)
            if (choose_.happens(0.3)) mixed.push_back(k);
        text_ << "[endpoints]\n";
        const std::vector<std::pair<std::string, std::vector<std::size_t>>> sets{{"local", local},
                                                                                 {"distant", distant},
                                                                                 {"death_bc", death_bc},
                                                                                 {"death_other", death_other},
                                                                                 {"mixed", mixed}};
        for (const auto& [name, transitions] : sets)
            if (!transitions.empty()) text_ << name << set_of(transitions);
    }

    std::uint64_t seed_;
    bool in_cycles_;
    Choices choose_, choose_forms_, choose_starts_;
    std::size_t states_, absorbing_, strategies_, factors_;
    int horizon_years_;
    bool ages_ = false;
    std::vector<Edge> edges_;
    std::vector<std::size_t> together_;  ///< states of one entry clock, in place of their sojourn clocks
    std::vector<std::size_t> levels_;
    std::ostringstream text_;
};

}  // namespace

std::string random_config(std::uint64_t seed) {
    return RandomConfig(seed, false).text();
}

std::string random_config_in_cycles(std::uint64_t seed) {
    return RandomConfig(seed, true).text();
}

std::string random_config_with_entry_clock(std::uint64_t seed, bool in_cycles) {
    return RandomConfig(seed, in_cycles, true).text();
}

}  // namespace ibtr::test
