#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "check.hpp"

namespace ibtr::cuda {

/// Owns an array in the memory of the current device.
template <class T>
class DeviceArray {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    DeviceArray(std::size_t size, int device) : size_(size), device_(device) {
        check(cudaMalloc(&data_, (size > 0 ? size : 1) * sizeof(T)), "cudaMalloc", device);
    }
    DeviceArray(const std::vector<T>& values, int device) : DeviceArray(values.size(), device) {
        check(cudaMemcpy(data_, values.data(), values.size() * sizeof(T), cudaMemcpyHostToDevice),
              "cudaMemcpy to device", device);
    }
    ~DeviceArray() { cudaFree(data_); }  // a failure here has nobody left to act on it
    DeviceArray(const DeviceArray&) = delete;
    DeviceArray& operator=(const DeviceArray&) = delete;

    [[nodiscard]] T* data() const { return static_cast<T*>(data_); }
    [[nodiscard]] std::size_t size() const { return size_; }

    /// Done on return: the streams of kernels do not wait for the default stream, on which this runs.
    void clear() {
        check(cudaMemset(data_, 0, size_ * sizeof(T)), "cudaMemset", device_);
        check(cudaDeviceSynchronize(), "cudaDeviceSynchronize", device_);
    }
    void download(T* to, std::size_t count) const {
        check(cudaMemcpy(to, data_, count * sizeof(T), cudaMemcpyDeviceToHost), "cudaMemcpy to host", device_);
    }

private:
    void* data_ = nullptr;
    std::size_t size_;
    int device_;
};

/// Owns page-locked host memory, from which copies run beside kernels.
template <class T>
class PinnedArray {
public:
    PinnedArray(std::size_t size, int device) {
        check(cudaMallocHost(&data_, size * sizeof(T)), "cudaMallocHost", device);
    }
    ~PinnedArray() { cudaFreeHost(data_); }
    PinnedArray(const PinnedArray&) = delete;
    PinnedArray& operator=(const PinnedArray&) = delete;
    [[nodiscard]] T* data() const { return static_cast<T*>(data_); }

private:
    void* data_ = nullptr;
};

class Stream {
public:
    explicit Stream(int device) {
        check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "cudaStreamCreate", device);
    }
    ~Stream() { cudaStreamDestroy(stream_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    [[nodiscard]] cudaStream_t get() const { return stream_; }

private:
    cudaStream_t stream_ = nullptr;
};

}  // namespace ibtr::cuda
