// Each process of a machine gets a device of its own while there are enough.

#include "mpi/processes.hpp"

#include <gtest/gtest.h>

namespace ibtr::mpi {
namespace {

TEST(DeviceOfProcess, CountsThroughTheDevices) {
    EXPECT_EQ(device_of_process(std::nullopt, 4, 2), "2");
    EXPECT_EQ(device_of_process(std::nullopt, 4, 5), "1");
    EXPECT_EQ(device_of_process(std::nullopt, 1, 3), std::nullopt);
    EXPECT_EQ(device_of_process(std::nullopt, 0, 0), std::nullopt);
}

TEST(DeviceOfProcess, StaysWithinWhatTheSchedulerGave) {
    EXPECT_EQ(device_of_process("4,6", 8, 0), "4");
    EXPECT_EQ(device_of_process("4,6", 8, 3), "6");
    EXPECT_EQ(device_of_process("GPU-a,GPU-b", 8, 1), "GPU-b");
    EXPECT_EQ(device_of_process("5", 8, 3), std::nullopt);
    EXPECT_EQ(device_of_process("", 8, 3), std::nullopt);  // none is visible: leave it so
}

}  // namespace
}  // namespace ibtr::mpi
