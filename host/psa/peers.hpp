#pragma once

#include <vector>

#include "psa/workshop.hpp"

namespace ibtr::psa {

/// Other processes that simulate draws of the same analysis, as the one sees them that stores results.
class Peers {
public:
    virtual ~Peers() = default;
    /// Gives draws of the workshop to those that have asked, and takes what they have finished. Returns at once.
    virtual std::vector<DrawRecord> exchange(Workshop& workshop) = 0;
    /// Whether no peer holds a draw.
    [[nodiscard]] virtual bool idle() const = 0;
    [[nodiscard]] virtual bool failed() const = 0;
    /// What the first peer that failed has said.
    virtual void rethrow_failure() const = 0;
};

}  // namespace ibtr::psa
