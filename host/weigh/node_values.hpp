#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/csv.hpp"
#include "ibtr/exact.hpp"
#include "weigh/contender.hpp"

namespace ibtr::weigh {

/// What every contender says in every draw, on the scale of the targets.
class NodeValues {
public:
    NodeValues(const std::vector<Contender>& contenders, std::size_t draws);

    [[nodiscard]] std::size_t draws() const { return of_draw_.size(); }
    [[nodiscard]] std::size_t numbers_a_draw() const { return numbers_; }
    [[nodiscard]] bool is_known(std::size_t draw) const { return !of_draw_[draw].empty(); }
    /// Whether every contender has a number for every target in it.
    [[nodiscard]] bool is_usable(std::size_t draw) const;
    void set(std::size_t draw, std::vector<double> numbers) { of_draw_[draw] = std::move(numbers); }
    [[nodiscard]] const std::vector<double>& of(std::size_t draw) const { return of_draw_[draw]; }
    /// Numbers of one contender at one of its points, a column each.
    [[nodiscard]] const double* at(std::size_t draw, std::size_t contender, std::size_t point) const {
        return of_draw_[draw].data() + first_[contender] + point * columns_;
    }
    [[nodiscard]] std::size_t columns() const { return columns_; }

private:
    std::size_t columns_, numbers_ = 0;
    std::vector<std::size_t> first_, nodes_;  ///< [contender]
    std::vector<std::vector<double>> of_draw_;
};

struct SolveOptions {
    ExactOptions exact{.budget_seconds = 0};
    std::size_t check_every = 20;                      ///< draws of which one is solved between nodes too
    std::function<bool(std::uint32_t)> progress = {};  ///< told how many draws are done; false stops
    std::function<void()> keep = {};                   ///< told of every new draw, by one thread at a time
};

/// Whether points between nodes are solved in this draw.
inline bool is_checked(std::size_t draw, const SolveOptions& options) {
    return draw % options.check_every == 0;
}

/// Solves what is not known yet. Draws run side by side; what is solved in one does not depend on others.
/// @throws Interrupted
void solve_nodes(const std::vector<Contender>& contenders, const DrawTable& draws, const SolveOptions& options,
                 NodeValues& values);

/// weigh_nodes.csv: a row a draw, explanation and point that is known.
/// @param hashes of all that the numbers of each draw depend on
std::string nodes_csv(const std::vector<Contender>& contenders, const NodeValues& values,
                      const std::vector<std::string>& hashes);
/// What an earlier, unfinished run has left. @throws UsageError where it is of another one
NodeValues read_nodes(const CsvTable& table, const std::vector<Contender>& contenders,
                      const std::vector<std::string>& hashes);

}  // namespace ibtr::weigh
