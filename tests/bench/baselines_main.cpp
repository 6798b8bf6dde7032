// The plain baselines as a program of their own, which `ibtr bench` runs beside itself. Compiled for the machine that
// builds it, so that nothing of it may be linked into `ibtr`.
//   ibtr_baselines NAME WOMEN THREADS      prints: seconds, histories, survival to 10 years of both strategies

#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/plain_baselines.hpp"

int main(int argc, char** argv) {
    using namespace ibtr::baseline;
    struct Program {
        const char* name;
        Result (*run)(std::uint64_t, unsigned);
    };
    constexpr Program programs[] = {
        {"monthly_cycles", monthly_cycles},
        {"event_per_transition", event_per_transition},
        {"event_constant_hazards", event_constant_hazards},
    };
    if (argc == 4) {
        const std::uint64_t women = std::strtoull(argv[2], nullptr, 10);
        const auto threads = static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10));
        for (const Program& program : programs) {
            if (program.name != std::string(argv[1]) || women == 0 || threads == 0) continue;
            const Result result = program.run(women, threads);
            std::printf("%.9f %llu %.6f %.6f\n", result.seconds, static_cast<unsigned long long>(result.histories),
                        result.survival_10_years[0], result.survival_10_years[1]);
            return 0;
        }
    }
    std::fprintf(stderr, "usage: ibtr_baselines NAME WOMEN THREADS, NAME one of:");
    for (const Program& program : programs) std::fprintf(stderr, " %s", program.name);
    std::fprintf(stderr, "\n");
    return 2;
}
