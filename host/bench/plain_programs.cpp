#include "bench/plain_programs.hpp"

#include <cstdint>
#include <memory>
#include <sstream>

#include "base/child_program.hpp"
#include "ibtr/error.hpp"

namespace ibtr::bench {
namespace {

/// Runs one baseline. @return seconds
double run_baseline(const std::filesystem::path& program, const std::string& name, std::uint64_t women,
                    unsigned threads) {
    const std::string said = output_of(program, {name, std::to_string(women), std::to_string(threads)});
    double seconds = 0;
    if (!(std::istringstream(said) >> seconds) || !(seconds > 0))
        throw BackendError(program.string() + " " + name + ": printed '" + said + "' instead of seconds");
    return seconds;
}

}  // namespace

std::filesystem::path plain_program_beside_this() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "ibtr_baselines";
}

PlainBaselines plain_baselines(const std::filesystem::path& program, unsigned threads) {
    if (!std::filesystem::exists(program))
        return {{}, program.string() + " is not there: build the target ibtr_baselines, or name it with --baselines"};
    struct Plain {
        const char *name, *description;
        std::uint64_t pilot;
    };
    constexpr Plain programs[] = {
        {"monthly_cycles", "monthly cycles, std::mt19937_64", 20000},
        {"event_per_transition", "events, one std::exponential_distribution a transition", 200000},
        {"event_constant_hazards", "events, constant hazards built in", 200000},
    };
    try {
        for (const Plain& candidate : programs) run_baseline(program, candidate.name, 1000, 1);
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
                                             *women = fitting_size(wanted_seconds, first, walk);
                                             return 2 * *women;  // strategies
                                         },
                                         [walk, women] { return walk(*women); }});
            if (threads == 1) break;
        }
    }
    return plain;
}

}  // namespace ibtr::bench
