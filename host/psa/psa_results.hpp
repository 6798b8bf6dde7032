#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "psa/psa_session.hpp"
#include "psa/store.hpp"
#include "report/run_files.hpp"
#include "study/describe.hpp"
#include "study/run_results.hpp"

namespace ibtr::psa {

/// Who simulated, for the manifest.
struct Makers {
    std::string command, backend, device;
    unsigned threads = 0;
    std::vector<BackendPace> trial{};             ///< by which the backend was chosen, where it was
    std::optional<LeftOutDraws> illegal_draws{};  ///< where they were left out
};

/// What people see first of an analysis.
struct PsaResults {
    RunResults run;
    std::string decision;  ///< a table; empty without utilities and costs
    Remarks closing;       ///< after the results
};

/// A complete store -> all files of a run folder, the manifest last. Of one shard: the manifest alone.
PsaResults write_psa(const Session& session, const Store& store, const Makers& makers, bool figures,
                     const RunFolder& folder, StageTimer& timer);

/// What it writes, and the store.
FileNames psa_files();

}  // namespace ibtr::psa
