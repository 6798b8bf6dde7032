#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ibtr/model.hpp"
#include "ibtr/parameters.hpp"

namespace ibtr::reference {

struct Woman {
    std::vector<std::size_t> levels;  ///< by factor
    double age_years = 0;             ///< at time zero
    double youngest_years = 0;        ///< of her age band
};

struct Visit {
    std::size_t state;
    double entry_years;
    std::optional<std::size_t> transition;  ///< by which the state was entered; none: the start
};

/// Draws women and lives them, one after another, as docs/model.md says: by latent times in continuous time, cycle by
/// cycle in a model in cycles. The model and its parameters must outlive it.
class PlainLives {
public:
    PlainLives(const Model& model, const Parameters& parameters, std::uint64_t seed);
    ~PlainLives();

    Woman draw_woman();
    /// States of one woman up to the horizon.
    std::vector<Visit> live(const Woman& woman, std::size_t strategy);

private:
    class Simulation;
    std::unique_ptr<Simulation> simulation_;
};

}  // namespace ibtr::reference
