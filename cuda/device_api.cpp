#include "device_api.hpp"

#include <cuda_runtime.h>

#include <algorithm>
#include <utility>

#include "ibtr/error.hpp"

namespace ibtr::cuda {
namespace {

/// Throws where a call failed, naming call, device and the runtime's own reason.
void check(cudaError_t status, const char* call, int device) {
    if (status == cudaSuccess) return;
    cudaGetLastError();  // clears the error, unless it is one that stays
    throw BackendError("CUDA device " + std::to_string(device) + ": " + call + " failed: " + cudaGetErrorName(status) +
                       " (" + cudaGetErrorString(status) + ")");
}

std::string version_text(int version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

int attribute(cudaDeviceAttr which, int device) {
    int value = 0;
    check(cudaDeviceGetAttribute(&value, which, device), "cudaDeviceGetAttribute", device);
    return value;
}

cudaStream_t as_stream(void* stream) {
    return static_cast<cudaStream_t>(stream);
}

cudaEvent_t as_event(void* event) {
    return static_cast<cudaEvent_t>(event);
}

}  // namespace

std::vector<std::string> device_names() {
    int devices = 0, driver = 0, runtime = 0;
    const cudaError_t status = cudaGetDeviceCount(&devices);
    cudaDriverGetVersion(&driver);
    cudaRuntimeGetVersion(&runtime);
    if (status == cudaErrorInsufficientDriver && driver > 0)
        throw BackendError("the driver supports CUDA " + version_text(driver) + ", this build needs " +
                           version_text(runtime) + ": update the driver");
    if (status == cudaErrorNoDevice || (status == cudaErrorInsufficientDriver && driver == 0) || devices == 0)
        throw BackendError("no CUDA device or no driver was found");
    check(status, "cudaGetDeviceCount", 0);
    std::vector<std::string> names;
    for (int device = 0; device < devices; ++device) {
        cudaDeviceProp properties{};
        check(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties", device);
        names.push_back(std::string(properties.name) + " (sm_" + std::to_string(properties.major) +
                        std::to_string(properties.minor) + ")");
    }
    return names;
}

void use_device(int device) {
    check(cudaSetDevice(device), "cudaSetDevice", device);
    check(cudaSetDeviceFlags(cudaDeviceScheduleBlockingSync), "cudaSetDeviceFlags", device);
}

DeviceSize device_size(int device) {
    return {attribute(cudaDevAttrMultiProcessorCount, device),
            static_cast<std::size_t>(attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin, device))};
}

std::size_t free_bytes(int device) {
    std::size_t free = 0, total = 0;
    check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo", device);
    return free;
}

// Failures of the functions that free have nobody left to act on them.

DeviceMemory::~DeviceMemory() {
    cudaFree(data_);
}

void DeviceMemory::reserve(std::size_t bytes) {
    if (data_ != nullptr && bytes <= capacity_) return;
    if (data_ != nullptr) check(cudaFree(std::exchange(data_, nullptr)), "cudaFree", device_);
    capacity_ = std::max<std::size_t>(bytes, 1);
    check(cudaMalloc(&data_, capacity_), "cudaMalloc", device_);
}

void DeviceMemory::clear(std::size_t bytes) {
    check(cudaMemset(data_, 0, bytes), "cudaMemset", device_);
    check(cudaDeviceSynchronize(), "cudaDeviceSynchronize", device_);
}

void DeviceMemory::upload(const void* from, std::size_t bytes) {
    check(cudaMemcpy(data_, from, bytes, cudaMemcpyHostToDevice), "cudaMemcpy to device", device_);
}

void DeviceMemory::download(void* to, std::size_t bytes) const {
    check(cudaMemcpy(to, data_, bytes, cudaMemcpyDeviceToHost), "cudaMemcpy to host", device_);
}

PinnedMemory::PinnedMemory(int device, std::size_t bytes) : device_(device) {
    if (bytes > 0) reserve(bytes);
}

void PinnedMemory::reserve(std::size_t bytes) {
    if (bytes <= capacity_) return;
    if (data_ != nullptr) check(cudaFreeHost(std::exchange(data_, nullptr)), "cudaFreeHost", device_);
    capacity_ = 0;
    check(cudaMallocHost(&data_, bytes), "cudaMallocHost", device_);
    capacity_ = bytes;
}

PinnedMemory::~PinnedMemory() {
    cudaFreeHost(data_);
}

Stream::Stream(int device) : device_(device) {
    cudaStream_t stream = nullptr;
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreate", device);
    stream_ = stream;
}

Stream::~Stream() {
    cudaStreamDestroy(as_stream(stream_));
}

void Stream::upload(const DeviceMemory& to, const void* from, std::size_t bytes) {
    check(cudaMemcpyAsync(to.data(), from, bytes, cudaMemcpyHostToDevice, as_stream(stream_)),
          "cudaMemcpyAsync to device", device_);
}

void Stream::download(void* to, const DeviceMemory& from, std::size_t bytes) {
    check(cudaMemcpyAsync(to, from.data(), bytes, cudaMemcpyDeviceToHost, as_stream(stream_)),
          "cudaMemcpyAsync to host", device_);
}

void Stream::clear(const DeviceMemory& memory, std::size_t bytes) {
    check(cudaMemsetAsync(memory.data(), 0, bytes, as_stream(stream_)), "cudaMemsetAsync", device_);
}

void Stream::launch(const void* kernel, unsigned blocks, unsigned threads, std::size_t shared_bytes,
                    const void* argument) {
    void* arguments[] = {const_cast<void*>(argument)};
    check(cudaLaunchKernel(kernel, dim3(blocks), dim3(threads), arguments, shared_bytes, as_stream(stream_)),
          "kernel launch", device_);
}

Event::Event(int device) : device_(device) {
    cudaEvent_t event = nullptr;
    check(cudaEventCreate(&event), "cudaEventCreate", device);
    event_ = event;
}

Event::~Event() {
    cudaEventDestroy(as_event(event_));
}

void Event::record(const Stream& stream) {
    check(cudaEventRecord(as_event(event_), as_stream(stream.stream_)), "cudaEventRecord", device_);
}

void Event::wait() const {
    check(cudaEventSynchronize(as_event(event_)), "cudaEventSynchronize", device_);
}

float Event::ms_since(const Event& begin) const {
    float ms = 0;
    check(cudaEventElapsedTime(&ms, as_event(begin.event_), as_event(event_)), "cudaEventElapsedTime", device_);
    return ms;
}

int resident_blocks(const void* kernel, unsigned threads, std::size_t shared_bytes, int device) {
    check(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared_bytes)),
          "cudaFuncSetAttribute", device);
    int blocks = 0;
    check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, static_cast<int>(threads), shared_bytes),
          "cudaOccupancyMaxActiveBlocksPerMultiprocessor", device);
    return blocks;
}

}  // namespace ibtr::cuda
