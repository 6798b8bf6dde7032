#include "exact/matrix_exponential.hpp"

#include <Eigen/Core>
#include <unsupported/Eigen/MatrixFunctions>

namespace ibtr::exact {

BinSums solve_markov(const ReachableGraph& graph, const std::vector<double>& rates_per_bin, std::size_t bins) {
    std::vector<std::size_t> transient;
    for (const auto& component : graph.components)
        transient.insert(transient.end(), component.begin(), component.end());
    BinSums sums(graph.exit_count * bins);
    if (transient.empty()) return sums;
    std::vector<Eigen::Index> rank(graph.nodes.size(), -1);
    for (std::size_t r = 0; r < transient.size(); ++r) rank[transient[r]] = static_cast<Eigen::Index>(r);

    // Generator among the nodes that have exits, per bin.
    const auto size = static_cast<Eigen::Index>(transient.size());
    Eigen::MatrixXd generator = Eigen::MatrixXd::Zero(size, size);
    for (const std::size_t n : transient) {
        for (const ReachableGraph::Exit& exit : graph.nodes[n].exits) {
            const double rate = rates_per_bin[exit.transition];
            generator(rank[n], rank[n]) -= rate;
            if (exit.leads_on) generator(rank[n], rank[exit.to]) += rate;
        }
    }

    // exp of [[Q, I, 0], [0, 0, I], [0, 0, 0]] has exp(Q), the integral of exp(Q s) and that of (1 - s) exp(Q s),
    // s from 0 to 1, in its first row (Van Loan, IEEE Trans Autom Control 1978;23:395).
    Eigen::MatrixXd augmented = Eigen::MatrixXd::Zero(3 * size, 3 * size);
    augmented.block(0, 0, size, size) = generator;
    augmented.block(0, size, size, size).setIdentity();
    augmented.block(size, 2 * size, size, size).setIdentity();
    const Eigen::MatrixXd exponential = augmented.exp();
    const Eigen::MatrixXd over_bin = exponential.block(0, 0, size, size);
    const Eigen::MatrixXd presence = exponential.block(0, size, size, size);
    const Eigen::MatrixXd moment = presence - exponential.block(0, 2 * size, size, size);

    Eigen::RowVectorXd occupancy = Eigen::RowVectorXd::Zero(size);
    occupancy(rank[graph.start]) = 1;
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const Eigen::RowVectorXd time = occupancy * presence;
        const Eigen::RowVectorXd first_moment = occupancy * moment;
        for (const std::size_t n : transient) {
            for (const ReachableGraph::Exit& exit : graph.nodes[n].exits) {
                const double rate = rates_per_bin[exit.transition];
                sums.probability[exit.row * bins + bin] = rate * time(rank[n]);
                sums.offset[exit.row * bins + bin] = rate * first_moment(rank[n]);
            }
        }
        occupancy = occupancy * over_bin;
    }
    return sums;
}

}  // namespace ibtr::exact
