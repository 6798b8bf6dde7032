#include "cli/commands.hpp"

#include "bias/bias_report.hpp"
#include "calibrate/calibrate_session.hpp"
#include "cohort/write_cohort.hpp"
#include "decision/decision_files.hpp"
#include "meta/write_meta.hpp"
#include "page/report.hpp"
#include "psa/psa_results.hpp"
#include "sensitivity/sensitivity_session.hpp"
#include "solve/solve_session.hpp"
#include "studies/studies_report.hpp"
#include "study/run_results.hpp"
#include "trace/trace_report.hpp"
#include "validate/published_draws.hpp"
#include "validate/validation.hpp"
#include "verify/verify_report.hpp"
#include "weigh/weigh_report.hpp"

namespace ibtr::cli {
namespace {

struct Entry {
    void (*add)(CommandLine& program);
    FileNames (*files)();  ///< null: it writes none
};

constexpr Entry commands[]{
    {add_run, run_files},
    {add_exact, run_files},
    {add_psa, psa::psa_files},
    {add_sensitivity, sensitivity::sensitivity_files},
    {add_calibrate, calibration::calibration_files},
    {add_solve, solve::solve_files},
    {add_explore, nullptr},
    {add_cohort, cohort::cohort_files},
    {add_decision, decision::decision_files},
    {add_merge, nullptr},  // the files of run or of psa
    {add_meta, meta::meta_files},
    {add_bias, bias::bias_files},
    {add_studies, studies::studies_files},
    {add_weigh, weigh::weigh_files},
    {add_marginals, published_draws_files},
    {add_validate, validation_files},
    {add_verify, verify::verify_files},
    {add_trace, trace::trace_files},
    {add_report, page::report_files},
    {add_figure, nullptr},  // into a folder of its own
    {add_check, nullptr},
    {add_new, nullptr},
    {add_schema, nullptr},
    {add_info, nullptr},
    {add_bench, nullptr},
    {add_manual, nullptr},
};

}  // namespace

void add_commands(CommandLine& program) {
    for (const Entry& command : commands) command.add(program);
}

FileNames files_of_all_commands() {
    // First what says that a run is finished: whoever reads the folder meanwhile sees that this one is no more.
    FileNames names{"manifest.json", "summary.json"};
    for (const Entry& command : commands)
        if (command.files != nullptr) append(names, command.files());
    return names;
}

}  // namespace ibtr::cli
