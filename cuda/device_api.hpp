#pragma once

// All that this program asks of a device's runtime. device_api.cpp alone names the runtime's own functions and types: a
// port to another one replaces that file. Whatever fails throws BackendError, which names the call and the device.

#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace ibtr::cuda {

/// Names and generations of the devices, in order. @throws BackendError where there are none or they cannot be asked
std::vector<std::string> device_names();
/// Later calls of this thread are for that device; threads that wait for it sleep.
void use_device(int device);

struct DeviceSize {
    int multiprocessors;
    std::size_t shared_bytes;  ///< most that a block can have
};
DeviceSize device_size(int device);
/// Free memory of the device in use [bytes].
std::size_t free_bytes(int device);

/// Memory of the device in use, which grows and never shrinks.
class DeviceMemory {
public:
    explicit DeviceMemory(int device) : device_(device) {}
    ~DeviceMemory();
    DeviceMemory(const DeviceMemory&) = delete;
    DeviceMemory& operator=(const DeviceMemory&) = delete;

    /// Room for so many bytes; what was there is lost where that is more than before.
    void reserve(std::size_t bytes);
    [[nodiscard]] void* data() const { return data_; }
    /// Fills with zeros; done on return: the streams of kernels do not wait for the stream on which this runs.
    void clear(std::size_t bytes);
    void upload(const void* from, std::size_t bytes);
    /// Waits for no kernel: their streams are not the one on which this runs.
    void download(void* to, std::size_t bytes) const;

private:
    void* data_ = nullptr;
    std::size_t capacity_ = 0;
    int device_;
};

/// Page-locked memory of the host, from which copies run beside kernels. It grows and never shrinks.
class PinnedMemory {
public:
    explicit PinnedMemory(int device, std::size_t bytes = 0);
    ~PinnedMemory();
    PinnedMemory(const PinnedMemory&) = delete;
    PinnedMemory& operator=(const PinnedMemory&) = delete;

    /// Room for so many bytes; what was there is lost where that is more than before.
    void reserve(std::size_t bytes);
    [[nodiscard]] void* data() const { return data_; }

private:
    void* data_ = nullptr;
    std::size_t capacity_ = 0;
    int device_;
};

/// Work that a device does in order, beside other streams.
class Stream {
public:
    explicit Stream(int device);
    ~Stream();
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // These return at once; host memory must be page-locked and stay.

    void upload(const DeviceMemory& to, const void* from, std::size_t bytes);
    void download(void* to, const DeviceMemory& from, std::size_t bytes);
    void clear(const DeviceMemory& memory, std::size_t bytes);
    /// Starts a kernel. @param argument its only one, copied before this returns
    void launch(const void* kernel, unsigned blocks, unsigned threads, std::size_t shared_bytes, const void* argument);

private:
    friend class Event;
    void* stream_ = nullptr;
    int device_;
};

/// A moment in a stream.
class Event {
public:
    explicit Event(int device);
    ~Event();
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    void record(const Stream& stream);
    void wait() const;
    /// Both must have happened.
    [[nodiscard]] float ms_since(const Event& begin) const;

private:
    void* event_ = nullptr;
    int device_;
};

/// How many blocks one multiprocessor of the device in use holds at once; also raises the kernel's limit of shared
/// memory.
int resident_blocks(const void* kernel, unsigned threads, std::size_t shared_bytes, int device);

/// An array in the memory of the device in use.
template <class T>
class DeviceArray {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    explicit DeviceArray(int device, std::size_t size = 0) : memory_(device) { resize(size); }

    [[nodiscard]] T* data() const { return static_cast<T*>(memory_.data()); }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const DeviceMemory& memory() const { return memory_; }

    /// Values are not kept.
    void resize(std::size_t size) {
        memory_.reserve(size * sizeof(T));
        size_ = size;
    }
    void assign(const std::vector<T>& values) {
        resize(values.size());
        memory_.upload(values.data(), size_ * sizeof(T));
    }
    void clear() { memory_.clear(size_ * sizeof(T)); }
    void download(T* to, std::size_t count) const { memory_.download(to, count * sizeof(T)); }

private:
    DeviceMemory memory_;
    std::size_t size_ = 0;
};

}  // namespace ibtr::cuda
