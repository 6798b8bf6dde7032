#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace ibtr {

/// Numbers that are all written before they are read: room for them is not zeroed.
template <class T>
class Buffer {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    Buffer() = default;
    explicit Buffer(std::size_t size) : data_(std::make_unique_for_overwrite<T[]>(size)), size_(size) {}

    /// Makes room for other numbers, in the same memory where the size is the same.
    void reset(std::size_t size) {
        if (size != size_) *this = Buffer(size);
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] T* data() { return data_.get(); }
    [[nodiscard]] const T* data() const { return data_.get(); }
    [[nodiscard]] std::span<T> numbers() { return {data_.get(), size_}; }
    [[nodiscard]] T& operator[](std::size_t i) { return data_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return data_[i]; }

private:
    std::unique_ptr<T[]> data_;
    std::size_t size_ = 0;
};

}  // namespace ibtr
