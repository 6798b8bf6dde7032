#pragma once

#include "ibtr/tables.hpp"
#include "memory.hpp"

namespace ibtr::cuda {

/// A copy of compiled tables in device memory.
class DeviceTables {
public:
    DeviceTables(const Tables& tables, int device)
        : header_(tables.header),
          states_(tables.states, device),
          exits_(tables.exits, device),
          nodes_(tables.nodes, device),
          edge_to_(tables.edge_to, device),
          exit_tables_(tables.exit_tables, device),
          age_tables_(tables.age_tables, device),
          inverse_multipliers_(tables.inverse_multipliers, device),
          pool_(tables.pool, device) {}

    [[nodiscard]] core::TablesView view() const {
        return {header_,         states_.data(),      exits_.data(),      nodes_.data(),
                edge_to_.data(), exit_tables_.data(), age_tables_.data(), inverse_multipliers_.data(),
                pool_.data()};
    }

private:
    core::TablesHeader header_;
    DeviceArray<core::StateRecord> states_;
    DeviceArray<core::ExitRecord> exits_;
    DeviceArray<core::NodeRecord> nodes_;
    DeviceArray<std::uint32_t> edge_to_;
    DeviceArray<core::TableRef> exit_tables_, age_tables_;
    DeviceArray<float> inverse_multipliers_, pool_;
};

}  // namespace ibtr::cuda
