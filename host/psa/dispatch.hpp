#pragma once

#include <cstdint>
#include <vector>

#include "base/stopwatch.hpp"
#include "psa/run_draws.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

/// Finished draws on their way into the store: a transaction now and then, in order of draws.
class Dispatch {
public:
    /// @param store must outlive this object
    Dispatch(Store& store, const RunDrawsOptions& options) : store_(store), options_(options) {}

    void add(std::vector<DrawRow> rows);
    /// @param last nothing will follow for a while: do not wait for more
    void commit_where_due(bool last);
    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    [[nodiscard]] std::uint64_t stored() const { return stored_; }

private:
    Store& store_;
    RunDrawsOptions options_;
    std::vector<DrawRow> waiting_;
    std::uint64_t stored_ = 0;
    Stopwatch since_commit_;
};

}  // namespace ibtr::psa
