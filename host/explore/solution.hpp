#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "explore/question.hpp"
#include "ibtr/config.hpp"

namespace ibtr::explore {

/// How well a solution is wanted.
enum class Accuracy : std::uint8_t {
    exact,   ///< as `ibtr exact`, to the same digits
    coarse,  ///< on fewer output bins, read between them; exact where there is no coarser grid
};

struct SolveRequest {
    Question question;
    Accuracy accuracy = Accuracy::exact;
    unsigned threads = 1;
    std::function<bool()> stop_requested = {};
};

/// Curves, differences from the reference strategy, numbers at the landmarks, costs and effects: docs/explore.md, "The
/// page's requests". @throws UsageError where the values make no model; Interrupted
nlohmann::ordered_json solve(const LoadedConfig& config, const SolveRequest& request);

}  // namespace ibtr::explore
