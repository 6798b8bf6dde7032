#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/remark.hpp"
#include "base/run_folder.hpp"
#include "evidence/evidence.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/study.hpp"
#include "solve/solve_parameter.hpp"
#include "study/describe.hpp"

/// One solved target from the words that name it to its files.
namespace ibtr::solve {

inline constexpr std::uint32_t default_replicates = 10;
inline constexpr std::uint64_t default_patients = 100000;  ///< of each replicate, at most

/// The target of that name, with a number that a model could be made to say.
/// @param targets_file beside its evidence.csv; @throws UsageError, ConfigError
Target find_target(const std::filesystem::path& targets_file, const std::string& name);

/// How the model's number is had.
enum class By : std::uint8_t {
    automatic,  ///< the exact solver where one solution fits its budget, else simulation
    exact,
    simulation,
};

struct Request {
    std::string vary;  ///< "NAME" or "parameters.NAME"
    std::optional<double> low, high;
    By by = By::automatic;
    double exact_budget_seconds = 60;
    std::string backend = "auto";
    unsigned backend_threads = 0;  ///< as make_backend takes them
    unsigned threads = 1;
    bool keep_patients = false;  ///< simulate as many as the config says, however many those are
    std::uint32_t replicates = default_replicates;
    std::uint32_t draws = 0;  ///< of the other parameters
    std::function<bool()> stop_requested;
    std::function<bool(std::uint32_t draws_done)> progress;  ///< false stops
};

/// What the model says of the wanted number, and where it says it.
class Session {
public:
    /// @param study must outlive the session
    /// @throws UsageError where the model has not what the target is about, or the parameter or range is none
    Session(const Study& study, const Target& target, Request request);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Solves, then solves over draws of the other parameters. @throws UsageError, Interrupted
    void run(StageTimer& timer);
    /// @return why there is no figure, or nothing; after run()
    Remarks write(bool figures, const RunFolder& folder, StageTimer& timer) const;

    [[nodiscard]] const SolvedTarget& solved() const { return solved_; }
    [[nodiscard]] RunIdentity identity() const { return {study_.config().hash, "", backend_}; }
    /// On what was decided when the session was made.
    [[nodiscard]] const Remarks& remarks() const { return remarks_; }

private:
    [[nodiscard]] bool fits_exactly();
    void solve_exactly();
    void simulate();

    const Study& study_;
    const Target& target_;
    const Request request_;
    SolvedTarget solved_;
    std::size_t parameter_ = 0;
    ParameterRange range_;
    ModelNumber number_;
    std::unique_ptr<SharedPatients> simulated_;  ///< null: exact
    unsigned at_a_time_ = 1;                     ///< values of the number
    std::string backend_ = "exact", device_;
    std::uint64_t patients_ = 0;
    Remarks remarks_;
};

/// What a session writes.
FileNames solve_files();

}  // namespace ibtr::solve
