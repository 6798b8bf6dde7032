#include "mpi/device_choice.hpp"

#include <filesystem>
#include <iterator>
#include <system_error>
#include <vector>

namespace ibtr::mpi {

std::optional<std::string> device_of_process(std::optional<std::string_view> visible, unsigned devices,
                                             unsigned place) {
    if (!visible) return devices > 1 ? std::optional(std::to_string(place % devices)) : std::nullopt;
    std::vector<std::string_view> names;
    for (std::string_view rest = *visible; !rest.empty();) {
        const std::size_t comma = rest.find(',');
        names.push_back(rest.substr(0, comma));
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    }
    if (names.size() < 2) return std::nullopt;
    return std::string(names[place % names.size()]);
}

unsigned count_devices() {
    std::error_code error;
    const std::filesystem::directory_iterator devices("/proc/driver/nvidia/gpus", error);
    return error ? 0 : static_cast<unsigned>(std::distance(begin(devices), end(devices)));
}

}  // namespace ibtr::mpi
