#include "config/embedded_file.hpp"

#include <filesystem>
#include <memory>

namespace ibtr::config {

std::string path_from(const Node& name) {
    const Origin& origin = name.origin();
    const std::filesystem::path folder =
        origin.line == 0 ? std::filesystem::path() : std::filesystem::path(*origin.file).parent_path();
    return (folder / *name.text()).lexically_normal().string();
}

void report_file_problems(const ConfigError& error, const Node& name, const std::string& key, Problems& problems) {
    const std::string path = path_from(name);
    for (const Problem& problem : error.problems()) {
        if (problem.line == 0)
            problems.add(name.origin(), key, "'" + path + "' " + problem.message);
        else
            problems.add({std::make_shared<const std::string>(path), problem.line}, problem.key, problem.message);
    }
}

}  // namespace ibtr::config
