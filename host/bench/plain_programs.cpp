#include "bench/plain_programs.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdint>
#include <cstring>
#include <memory>
#include <sstream>
#include <system_error>

#include "base/process.hpp"
#include "ibtr/error.hpp"

namespace ibtr::bench {
namespace {

/// What went wrong with a program; empty where it has done its work.
std::string failure_of(const ProcessResult& result) {
    switch (result.end) {
        case ProcessResult::End::not_started:
            return "cannot be started: " + std::generic_category().message(result.code);
        case ProcessResult::End::signalled:
            if (result.code == SIGILL) return "was compiled for another processor: build it on this machine";
            return std::string("was ended by the signal: ") + ::strsignal(result.code);
        case ProcessResult::End::out_of_time:
            return "did not end";
        case ProcessResult::End::too_much_output:
            return "writes without end";
        case ProcessResult::End::interrupted:
            return "was stopped by the user";
        case ProcessResult::End::exited:
            break;
    }
    if (result.code == 0) return "";
    return fmt::format("failed with exit code {}: {}", result.code, first_line(result.complaints));
}

/// Runs one baseline. @return seconds
double run_baseline(const std::filesystem::path& program, const std::string& name, std::uint64_t women,
                    unsigned threads) {
    const ProcessResult result =
        run_process({program.string(), {name, std::to_string(women), std::to_string(threads)}});
    if (const std::string failure = failure_of(result); !failure.empty())
        throw BackendError(program.string() + " " + failure);
    double seconds = 0;
    if (!(std::istringstream(result.output) >> seconds) || !(seconds > 0))
        throw BackendError(program.string() + " " + name + ": printed '" + result.output + "' instead of seconds");
    return seconds;
}

}  // namespace

std::filesystem::path folder_of_this_program() {
    std::error_code failure;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failure);
    if (failure)
        throw UsageError(
            "bench: where this program lies is not known, /proc/self/exe cannot be read: name a CONFIG and "
            "--baselines");
    return program.parent_path();
}

PlainBaselines plain_baselines(const std::filesystem::path& program, unsigned threads) {
    if (!std::filesystem::exists(program))
        return {{}, program.string() + " is not there: build the target ibtr_baselines, or name it with --baselines"};
    struct Plain {
        const char *name, *description;
        std::uint64_t pilot;
    };
    constexpr std::uint64_t fewest = 1000;  // fewer say more about the start of a program
    constexpr Plain programs[] = {
        {"monthly_cycles", "monthly cycles, std::mt19937_64", 20000},
        {"event_per_transition", "events, one std::exponential_distribution a transition", 200000},
        {"event_constant_hazards", "events, constant hazards built in", 200000},
    };
    try {
        for (const Plain& candidate : programs) run_baseline(program, candidate.name, fewest, 1);
    } catch (const BackendError& failure) {
        return {{}, failure.what()};
    }
    PlainBaselines plain;
    for (const auto& [name, description, pilot] : programs) {
        for (const unsigned used : {1U, threads}) {
            const auto walk = [program, name = std::string(name), used](std::uint64_t women) {
                return run_baseline(program, name, women, used);
            };
            auto women = std::make_shared<std::uint64_t>(0);
            plain.contestants.push_back({"plain baseline", description, used,
                                         [walk, women, first = pilot](double wanted_seconds) {
                                             *women = fitting_size(wanted_seconds, first, fewest, walk);
                                             return 2 * *women;  // strategies
                                         },
                                         [walk, women] { return walk(*women); }});
            if (threads == 1) break;
        }
    }
    return plain;
}

}  // namespace ibtr::bench
