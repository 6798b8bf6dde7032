#include "sensitivity/information_table.hpp"

namespace ibtr::sensitivity {

std::vector<InformationRow> information_table(const DrawTable& draws, const std::vector<Ranking>& rankings,
                                              const std::vector<std::vector<std::size_t>>& together,
                                              std::uint64_t seed) {
    std::vector<std::vector<std::size_t>> sets;
    sets.reserve(draws.parameters.size() + together.size());
    for (const std::size_t parameter : draws.parameters) sets.push_back({parameter});
    sets.insert(sets.end(), together.begin(), together.end());

    std::vector<InformationRow> rows;
    for (const Ranking& ranking : rankings) {
        std::vector<std::vector<double>> values;
        values.reserve(ranking.positions.size());
        for (const std::size_t outcome : ranking.positions) values.push_back(draws.outcome(outcome));
        rows.push_back({ranking.endpoint, {}, perfect_information(values)});
        for (const std::vector<std::size_t>& set : sets) {
            std::vector<std::vector<double>> inputs;
            inputs.reserve(set.size());
            for (const std::size_t parameter : set) inputs.push_back(draws.inputs[draws.position(parameter)]);
            rows.push_back({ranking.endpoint, set, partial_information(values, inputs, seed)});
        }
    }
    return rows;
}

}  // namespace ibtr::sensitivity
