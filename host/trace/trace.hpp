#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ibtr/core/tables_view.hpp"
#include "ibtr/index.hpp"
#include "ibtr/model.hpp"
#include "ibtr/population.hpp"
#include "ibtr/tables.hpp"

/// One patient's lives, event by event, with everything that decides them: enough to recompute them by hand.
namespace ibtr::trace {

/// Four words of the generator, and where they come from (include/ibtr/core/address.hpp).
struct RandomWords {
    std::array<std::uint32_t, 2> key{};
    std::array<std::uint32_t, 4> counter{}, words{};
    /// (word + 1/2) / 2^32, in (0, 1).
    [[nodiscard]] double uniform(std::size_t word) const { return (words[word] + 0.5) * 0x1p-32; }
};

/// A straight piece of a table: from this knot on the cumulative hazard rises by `slope` a tick.
struct Piece {
    double knot_ticks = 0, cumulative = 0, slope = 0, inverse_slope = 0;
};

/// How long a way out of a state would have taken alone: H(c + latent) = H(c) + E / multiplier.
struct LatentTime {
    TransitionIndex transition;
    core::Clock clock = core::Clock::time;
    std::size_t block = 0, word = 0;  ///< of Sojourn::random
    double exponential = 0;           ///< E = -ln(uniform)
    double multiplier = 1;            ///< 0: never. In a model in cycles it is part of the table
    double clock_ticks = 0;           ///< c: what the clock reads on entry; of ages above the start of the band
    double hazard_at_entry = 0;       ///< H(c) of the table
    Piece at_entry;                   ///< where c lies
    double target = 0;                ///< H(c) + E / multiplier
    Piece at_exit;                    ///< where the target lies; knot_ticks is `never` beyond the table
    double latent_ticks = 0;          ///< core::never_ticks and more: not before any horizon
    unsigned turn = 0;                ///< in a model in cycles
    bool taken = false;
};

/// A stay in a state.
struct Sojourn {
    std::size_t state = 0;
    std::uint32_t visit = 0;                  ///< how often she has been there before; 0 where none can come back
    double entered_ticks = 0, age_ticks = 0;  ///< since time zero; age at time zero above the start of the band
    std::vector<RandomWords> random;          ///< two blocks where there are more than four ways out
    std::vector<LatentTime> exits;
    std::optional<std::size_t> taken;  ///< in `exits`; none where the horizon comes first
    double left_ticks = 0;             ///< when the first of them is, beyond the horizon or not
    std::uint32_t edge = 0, tick = 0;  ///< what is counted, where one is taken
};

/// What happens to her under a strategy.
struct Life {
    StrategyIndex strategy;
    std::vector<Sojourn> sojourns;  ///< the last one is absorbing, without exits, or ends beyond the horizon
};

struct Address {
    std::size_t stratum = 0;  ///< in Population::strata
    std::uint64_t index = 0;  ///< within the stratum, below 2^42
    std::uint64_t seed = 0;
    std::uint32_t draw = 0;  ///< of the parameters; 0 in the base case
};

struct PatientTrace {
    Address address;
    double age_years = 0;                   ///< at time zero; 0 where the model has no ages
    std::optional<RandomWords> age_random;  ///< word 0; none where all of the stratum have one age
    std::vector<Life> lives;                ///< by simulated strategy
};

/// Walks one patient with the function that every backend walks her with, and explains each event with the functions
/// that it calls.
/// @throws UsageError where a state is visited too often, std::logic_error where the explanation and the walk differ
PatientTrace trace_patient(const Model& model, const Population& population, const Tables& tables,
                           const Address& address);

/// "STRATUM:INDEX": a stratum by its number, or by levels as reports name groups, "age_band=31-45" or
/// "age_band=31-45&subtype=luminal"; "all" where there is one.
/// @throws UsageError saying what is wrong, and which strata there are
Address parse_address(const Model& model, const Population& population, const std::string& text);

/// "0 (age_band=31-45)"
std::string stratum_name(const Model& model, const Population& population, std::size_t stratum);

}  // namespace ibtr::trace
