#include "kernel_place.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include "device_api.hpp"
#include "ibtr/error.hpp"

namespace ibtr::cuda {

PlaceOffer place_on_device(const PlacedKernel& kernel, const core::TablesHeader& header, std::uint64_t women_per_item,
                           int device) {
    const DeviceSize size = device_size(device);
    std::vector<PlaceOffer> offers;
    for (const CounterPlace place : all_places) {
        const std::size_t bytes = shared_bytes(place, header);
        if (bytes > size.shared_bytes) continue;
        try {
            const int resident =
                resident_blocks(kernel.at(place, core::walk_kind(header)), kernel.threads, bytes, device);
            if (resident > 0) offers.push_back({place, bytes, resident});
        } catch (const BackendError&) {
            if (place == CounterPlace::global) throw;  // the others can be done without
        }
    }
    if (offers.empty() || offers.back().place != CounterPlace::global)
        throw BackendError("CUDA device " + std::to_string(device) + ": no block of the kernel fits a multiprocessor");
    const char* wanted = std::getenv("IBTR_CUDA_COUNTERS");
    return wanted != nullptr && *wanted != '\0' ? named_place(wanted, offers)
                                                : choose_place(offers, header, women_per_item);
}

}  // namespace ibtr::cuda
