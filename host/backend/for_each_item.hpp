#pragma once

#include <atomic>
#include <cstdint>

namespace ibtr {

class ItemRunner;

/// What Thrust calls for each work item.
struct RunItem {
    ItemRunner* runner;
    void operator()(std::uint64_t item_number) const;
};

/// What a thread does where Thrust deals out whole threads: take the next item until there is none.
struct PullItems {
    ItemRunner* runner;
    std::atomic<std::uint64_t>* next;
    std::uint64_t end;
    void operator()(std::uint64_t thread) const;
};

// Work items first, first + 1, ..., first + count - 1 through one of Thrust's CPU systems. The three differ in
// Thrust's device system alone; each is a static library of its own, because a translation unit has one.
void for_each_item_cpp(ItemRunner& runner, std::uint64_t first, std::uint64_t count, unsigned threads);
void for_each_item_omp(ItemRunner& runner, std::uint64_t first, std::uint64_t count, unsigned threads);
void for_each_item_tbb(ItemRunner& runner, std::uint64_t first, std::uint64_t count, unsigned threads);

}  // namespace ibtr
