#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace ibtr::exact {

/// People who move among a few nodes, and out of them, under hazards that are constant over a while, which is 1 long:
/// with the generator G of the nodes, p(s) = exp(G s) p. Keeps its memory between calls.
class BlockFlow {
public:
    struct Way {
        std::size_t from;
        std::optional<std::size_t> to;  ///< none: out of the nodes
    };

    void reset(std::size_t nodes, std::vector<Way> ways);

    /// Moves people to the end of the while.
    /// @param rates cumulative hazard of each way over it, 0 or more
    /// @param people [node], overwritten
    void advance(const std::vector<double>& rates, double* people);

    /// Who takes a way: the mass, and the mass times its mean position in the while, 0 to 1. Of the latest call.
    [[nodiscard]] double taken(std::size_t way) const { return rates_[way] * mean_[ways_[way].from]; }
    [[nodiscard]] double moment(std::size_t way) const { return rates_[way] * moment_[ways_[way].from]; }

private:
    using Matrix = std::vector<double>;  ///< of the nodes that people are in or come to, row by row

    /// Finds the nodes that people are in or may come to. @return the largest hazard out of any of them
    double prepare(const std::vector<double>& rates, const double* people);
    /// Taylor's series in `pieces` parts of the while.
    void by_series(std::size_t pieces, double* people);
    /// One part: `now_` moves to its end; its integrals are added at its place among all parts.
    void add_part(std::size_t part, double width);
    /// Doubles a short while until it is the whole: nothing cancels, however large the hazards are.
    void by_doubling(double largest, double* people);

    std::vector<Way> ways_;
    std::vector<std::vector<std::size_t>> inner_ways_;  ///< [node]: ways to other nodes
    std::vector<double> rates_, totals_, mean_, moment_;
    std::vector<std::size_t> active_;  ///< nodes
    std::vector<char> is_active_;
    std::vector<double> now_, term_, next_;
};

}  // namespace ibtr::exact
