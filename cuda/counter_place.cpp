#include "counter_place.hpp"

#include <algorithm>

#include "ibtr/error.hpp"

namespace ibtr::cuda {

std::size_t shared_bytes(CounterPlace place, const core::TablesHeader& header) {
    // A number of events and a sum of offsets, of 32 bits each.
    const std::size_t per_strategy = std::size_t{2} * sizeof(std::uint32_t) * header.edges * header.bins;
    switch (place) {
        case CounterPlace::shared_all:
            return header.strategies * per_strategy;
        case CounterPlace::shared_one:
            return per_strategy;
        case CounterPlace::global:
            break;
    }
    return 0;
}

PlaceOffer choose_place(const std::vector<PlaceOffer>& offers, const core::TablesHeader& header,
                        std::uint64_t women_per_item) {
    constexpr int enough_blocks = 2;
    if (women_per_item < std::uint64_t{header.edges} * header.bins) return offers.back();
    for (auto offer = offers.begin();; ++offer) {
        const bool most = std::none_of(offer + 1, offers.end(), [&](const PlaceOffer& later) {
            return later.resident_blocks > offer->resident_blocks;
        });
        if (most || offer->resident_blocks >= enough_blocks) return *offer;
    }
}

PlaceOffer named_place(const std::string& name, const std::vector<PlaceOffer>& offers) {
    constexpr const char* names[] = {"all", "one", "global"};
    for (const CounterPlace place : all_places) {
        if (name != names[static_cast<std::size_t>(place)]) continue;
        for (const PlaceOffer& offer : offers)
            if (offer.place == place) return offer;
        throw BackendError("IBTR_CUDA_COUNTERS=" + name + ": a block's shared memory has no room for them");
    }
    throw BackendError("IBTR_CUDA_COUNTERS=" + name + ": use all, one or global");
}

}  // namespace ibtr::cuda
