#include "mpi/processes.hpp"

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <vector>

namespace ibtr::mpi {

bool launched() {
    // Set by OpenMPI's mpirun; by MPICH's mpirun and `srun --mpi=pmi2`: the number of processes.
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
        if (const char* size = std::getenv(name)) return std::string_view(size) != "1";
    return std::getenv("PMIX_RANK") != nullptr;  // `srun --mpi=pmix`
}

bool on_one_machine() {
    const char* all = std::getenv("OMPI_COMM_WORLD_SIZE");
    const char* here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    return all != nullptr && here != nullptr && std::string_view(all) == here;
}

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

void take_own_device(unsigned place) {
    constexpr const char* variable = "CUDA_VISIBLE_DEVICES";
    const char* visible = std::getenv(variable);
    const auto device = device_of_process(visible == nullptr ? std::nullopt : std::optional(std::string_view(visible)),
                                          count_devices(), place);
    if (device) ::setenv(variable, device->c_str(), 1);
}

}  // namespace ibtr::mpi
