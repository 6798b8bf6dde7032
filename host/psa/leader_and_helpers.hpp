#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "psa/draw_simulator.hpp"
#include "psa/mail.hpp"
#include "psa/run_draws.hpp"
#include "psa/store.hpp"

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

    std::vector<DrawRow> exchange(Workshop& workshop) override;
    [[nodiscard]] bool idle() const override { return out_ == 0; }
    [[nodiscard]] bool failed() const override { return failure_ != nullptr; }
    void rethrow_failure() const override;

private:
    void hand_out(Workshop& workshop, unsigned rank);
    void fail(std::exception_ptr failure);

    Mail& mail_;
    unsigned helpers_;
    std::string tables_digest_;
    std::uint64_t out_ = 0;  ///< draws handed out and not yet back
    std::exception_ptr failure_;
};

/// Waits for what rank 0 says is to be analysed.
Analysis await_analysis(Mail& mail);

struct HelperOptions {
    unsigned threads = 1;               ///< draws that are simulated at a time
    std::string tables_digest;          ///< of the base case, as compiled here
    std::function<bool()> interrupted;  ///< whether this process was asked to stop; may be empty
};

/// Simulates draws for rank 0 until it says that all is done. A draw that fails is reported to rank 0.
void help(Mail& mail, const DrawContext& context, Backend& backend, const HelperOptions& options);

}  // namespace ibtr::psa
