#include "study/describe.hpp"

#include <sys/resource.h>

#include "base/build_info.hpp"

namespace ibtr {

void StageTimer::lap(const std::string& stage) {
    const Clock::time_point now = Clock::now();
    stages_.push_back({stage, std::chrono::duration<double>(now - start_).count()});
    start_ = now;
}

Manifest describe_study(const Study& study, const std::string& command) {
    Manifest manifest;
    manifest.command = command;
    manifest.config_text = study.config().text;
    manifest.config_hash = study.config().hash;
    manifest.seed = study.model().seed;
    manifest.patients = study.model().patients;
    manifest.patient_range = {0, study.model().patients};
    manifest.version = build_info.version;
    manifest.git_describe = build_info.git_describe;
    manifest.compiler = build_info.compiler;
    manifest.compiler_flags = build_info.compiler_flags;
    manifest.tables_digest = study.tables_digest();
    return manifest;
}

void write_manifest(Manifest manifest, const StageTimer& timer, const RunFolder& folder) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    manifest.peak_memory_mib = static_cast<double>(usage.ru_maxrss) / 1024;  // Linux counts in KiB
    manifest.wall_times = timer.stages();
    folder.write(manifest_file, manifest_json(manifest));
}

}  // namespace ibtr
