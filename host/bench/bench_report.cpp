#include "bench/bench_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/build_info.hpp"

namespace ibtr::bench {

std::string processor_name() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown processor";
}

std::string results_json(const std::vector<Measurement>& results, const std::string& missing, unsigned rounds) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Measurement& result : results)
        rows.push_back({{"group", result.group},
                        {"name", result.name},
                        {"threads", result.threads},
                        {"histories_a_run", result.histories},
                        {"histories_per_second_median", result.median()},
                        {"histories_per_second_min", result.histories_per_second.front()},
                        {"histories_per_second_max", result.histories_per_second.back()}});
    nlohmann::ordered_json json{{"processor", processor_name()},
                                {"compiler", build_info.compiler},
                                {"version", build_info.git_describe},
                                {"rounds", rounds},
                                {"results", rows}};
    if (!missing.empty()) json["plain_baselines_missing"] = missing;
    return json.dump();
}

std::string results_table(const std::vector<Measurement>& results) {
    double fastest = 0;
    for (const Measurement& result : results) fastest = std::max(fastest, result.median());
    std::string text =
        fmt::format("{:<15} {:<56} {:>7} {:>12} {:>20} {:>8}\n", "", "", "threads", "M hist./s", "min to max", "ratio");
    for (const Measurement& result : results)
        text += fmt::format("{:<15} {:<56} {:>7} {:>12.1f} {:>9.1f} to {:>7.1f} {:>8.3f}\n", result.group, result.name,
                            result.threads, result.median() / 1e6, result.histories_per_second.front() / 1e6,
                            result.histories_per_second.back() / 1e6, result.median() / fastest);
    return text;
}

}  // namespace ibtr::bench
