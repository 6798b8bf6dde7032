#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "psa/mail.hpp"
#include "psa/run_draws.hpp"

namespace ibtr::psa {

/// The helping processes of an analysis, seen from rank 0: draws go out in ranges that shrink towards the end, so that
/// fast and slow processes finish together.
class Leader final : public Peers {
public:
    /// Tells the helpers, ranks 1 ... helpers, what is analysed.
    /// @param tables_digest of the base case, which must come out the same in every process
    Leader(Mail& mail, unsigned helpers, const Analysis& analysis, std::string tables_digest);
    /// Sends the helpers home.
    ~Leader() override;
    Leader(const Leader&) = delete;
    Leader& operator=(const Leader&) = delete;

    std::vector<DrawRecord> exchange(Workshop& workshop) override;
    [[nodiscard]] bool idle() const override { return out_ == 0; }
    [[nodiscard]] bool failed() const override { return failure_ != nullptr; }
    void rethrow_failure() const override;

private:
    void hand_out(Workshop& workshop, unsigned rank);
    void fail(std::exception_ptr failure);

    Mail& mail_;
    unsigned helpers_;
    std::string tables_digest_;
    std::size_t out_ = 0;  ///< draws handed out and not yet back
    std::exception_ptr failure_;
};

}  // namespace ibtr::psa
