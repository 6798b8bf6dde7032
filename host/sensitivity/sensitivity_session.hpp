#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/remark.hpp"
#include "base/run_folder.hpp"
#include "ibtr/config.hpp"
#include "ibtr/parameter_sampler.hpp"
#include "ibtr/study.hpp"
#include "psa/outcomes.hpp"
#include "sensitivity/evaluation.hpp"
#include "sensitivity/outcome_choice.hpp"
#include "sensitivity/planned_study.hpp"
#include "sensitivity/sensitivity_report.hpp"
#include "study/describe.hpp"

namespace ibtr::sensitivity {

/// Where the model's outcomes come from.
enum class EvaluatedBy : std::uint8_t {
    whichever_is_fast,  ///< the exact solver where its solution takes little work, else shared patients
    exact_solver,
    shared_patients,
};

/// What is asked of the model.
struct Request {
    std::vector<std::string> methods{"one-way", "ranks", "evppi"};  ///< also "two-way", "sobol", "evsi"
    std::vector<std::string> outcomes;                              ///< as find_outcome; empty: default_outcomes
    std::vector<std::string> values{"rmst"};                        ///< as find_rankings
    std::vector<std::string> vary;                                  ///< the two parameters of two-way
    std::vector<std::string> together;                              ///< of evppi: each "NAME,NAME,..."
    std::vector<std::string> studies;                               ///< of evsi, as parse_planned_study
    std::vector<std::string> only;                                  ///< parameters that stay uncertain; empty: all
    bool keep_patients = false;                                     ///< as many as the config says, however many
    EvaluatedBy by = EvaluatedBy::exact_solver;
    std::size_t points = 11;     ///< of each axis of two-way
    std::size_t pairs = 1000;    ///< of sobol
    std::uint32_t draws = 1000;  ///< of ranks, evppi and evsi
    unsigned threads = 1;
    bool figures = true;
    /// Progress of a stage, which has a name.
    std::function<Progress(const char* stage)> progress;
    std::function<bool()> stop_requested;

    [[nodiscard]] bool wants(const char* method) const;
};

/// The exact solver where a solution of the base case takes few multiply-adds, some 20 ms of them, and in cycles. By
/// count and not by the clock, so that every machine decides alike.
EvaluatedBy faster_way(const Model& model);

/// The study of a config for these analyses: its patients, shared by all evaluations, in the two halves that outcomes
/// are made from. 20,000, or more where a stratum has few of them, unless the request keeps those of the config.
Study study_of_evaluations(LoadedConfig config, const Request& request);

/// One command's analyses, each written to its file as soon as it is there.
class Session {
public:
    /// @param folder must outlive the session
    /// @throws UsageError where there is nothing to vary, or a name is unknown
    Session(Request request, Study study, const RunFolder& folder);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// @throws Interrupted, StorageError
    void run();
    void write_manifest() const;
    /// The results for people.
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const Remarks& remarks() const { return remarks_; }

private:
    void choose_outcomes();
    /// Of outcomes that nobody named, the best strategy's comes first: it is what the screen and the tornado show.
    void put_best_first(const std::vector<double>& at_base);
    void read_pair();
    void read_groups();
    [[nodiscard]] Evaluate make_evaluation() const;
    void write(std::string_view file, std::string_view content);
    void run_one_way();
    void run_two_way();
    void run_draws();
    void run_evppi(const DrawTable& draws);
    void run_evsi(const DrawTable& draws);
    void read_studies();
    void run_sobol();
    [[nodiscard]] Manifest manifest() const;
    /// A figure of a file that is written. @return why there is none, for people
    [[nodiscard]] std::string draw(const std::string& kind) const;

    const Request request_;
    const Study study_;
    const RunFolder& folder_;
    bool has_written_ = false;  ///< into the folder
    ParameterSampler sampler_;
    psa::OutcomePlan plan_;
    NetBenefit net_benefit_;
    Subject subject_;
    std::vector<std::size_t> varied_;
    std::vector<std::vector<std::size_t>> together_;
    std::vector<PlannedStudy> planned_;
    Evaluate evaluate_;
    StageTimer timer_;
    std::string text_;
    Remarks remarks_;
};

/// What a session writes, and its manifest.
FileNames sensitivity_files();

}  // namespace ibtr::sensitivity
