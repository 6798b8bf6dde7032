#pragma once

// Jobs that note what becomes of them.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/event_graph.hpp"
#include "ibtr/job.hpp"
#include "ibtr/parameters.hpp"
#include "ibtr/population.hpp"
#include "ibtr/sums.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/tallies.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::test {

inline std::vector<std::uint32_t> every_bin(std::size_t bins) {
    std::vector<std::uint32_t> ends(bins);
    std::iota(ends.begin(), ends.end(), 1U);
    return ends;
}

/// Every third job asks for sums.
inline bool asks_for_sums(std::uint64_t number) {
    return number % 3 == 1;
}

struct Study {
    Model model = load_config({std::string(IBTR_CONFIG_DIR) + "/illness_death.toml", {}}).model;
    Parameters parameters = base_parameters(model);
    Population population = make_population(model, parameters);
    EventGraph graph = make_event_graph(model);
    Tables tables = compile(model, parameters, population, graph);
    /// Net events of the first two edges by bin, and all events of the first one with their times by halves.
    SumPlan sums{{every_bin(model.bins()),
                  {static_cast<std::uint32_t>(model.bins() / 2), static_cast<std::uint32_t>(model.bins())}},
                 {{{0}, {1}, 0}, {{0}, {}, 1}},
                 {1}};

    /// Jobs differ in size and in random numbers; items are so small that threads meet in one job.
    [[nodiscard]] WorkPlan plan(std::uint64_t number) const {
        const std::uint64_t women = 200 + 37 * (number % 7);
        return {model, population, graph, women, model.seed, static_cast<std::uint32_t>(number), {0, women}, 20};
    }
};

inline const Study& study() {
    static const Study one;
    return one;
}

/// So many jobs, and what becomes of them.
class Jobs final : public JobSource {
public:
    using Action = std::function<void(std::uint64_t number)>;
    explicit Jobs(std::uint64_t count) : count_(count) {}
    Action before_walking = [](std::uint64_t) {}, before_next = [](std::uint64_t) {}, at_end = [](std::uint64_t) {};

    std::unique_ptr<Job> next() override;
    void stop() override { stopped_ = true; }

    void finish(std::uint64_t number, std::string digest) {
        at_end(number);
        const std::scoped_lock lock(mutex_);
        EXPECT_TRUE(digests_.emplace(number, std::move(digest)).second) << "job " << number << " finished twice";
        order_.push_back(number);
        changed_.notify_all();
    }
    /// Whether so many jobs are finished in the end. Gives up after ten seconds: a test that fails, not one that hangs.
    bool await_finished(std::size_t jobs) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return order_.size() >= jobs; });
    }

    [[nodiscard]] const std::map<std::uint64_t, std::string>& digests() const { return digests_; }
    [[nodiscard]] const std::vector<std::uint64_t>& order() const { return order_; }
    [[nodiscard]] std::uint64_t handed_out() const { return handed_out_; }
    [[nodiscard]] bool stopped() const { return stopped_; }
    [[nodiscard]] int most_alive() const { return most_alive_; }
    [[nodiscard]] int alive() const { return alive_; }

private:
    friend class CountedJob;
    std::uint64_t count_, handed_out_ = 0;
    std::atomic<bool> stopped_{false};
    std::atomic<int> alive_{0}, most_alive_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, std::string> digests_;
    std::vector<std::uint64_t> order_;
};

class CountedJob final : public Job {
public:
    CountedJob(Jobs& jobs, std::uint64_t number) : jobs_(jobs), number_(number) {
        jobs_.most_alive_ = std::max<int>(jobs_.most_alive_, ++jobs_.alive_);  // by one thread at a time
    }
    ~CountedJob() override { --jobs_.alive_; }
    CountedJob(const CountedJob&) = delete;
    CountedJob& operator=(const CountedJob&) = delete;
    Input prepare() override {
        jobs_.before_walking(number_);
        plan_.emplace(study().plan(number_));
        return {study().tables, *plan_, asks_for_sums(number_) ? &study().sums : nullptr};
    }
    void finish(Tallies tallies) override {
        EXPECT_FALSE(asks_for_sums(number_));
        jobs_.finish(number_, tally_digest(tallies));
    }
    void finish(Sums sums) override {
        EXPECT_TRUE(asks_for_sums(number_));
        jobs_.finish(number_, sums_digest(sums));
    }

private:
    Jobs& jobs_;
    std::uint64_t number_;
    std::optional<WorkPlan> plan_;
};

inline std::unique_ptr<Job> Jobs::next() {
    before_next(handed_out_);
    if (handed_out_ == count_) return nullptr;
    return std::make_unique<CountedJob>(*this, handed_out_++);
}

}  // namespace ibtr::test
