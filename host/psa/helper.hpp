#pragma once

#include <functional>
#include <string>

#include "psa/draw_simulator.hpp"
#include "psa/mail.hpp"
#include "psa/store.hpp"

namespace ibtr::psa {

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
