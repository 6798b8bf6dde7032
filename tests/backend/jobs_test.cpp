// Many jobs through a backend. Law: whatever the system, the number of threads and the order of finishing, every job is
// finished once with the tallies or sums that it has alone; a failure or a stop request ends everything, and no thread
// is left.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "backend/counted_jobs.hpp"
#include "backend/plain_threads.hpp"
#include "ibtr/backend.hpp"
#include "ibtr/error.hpp"
#include "ibtr/sums.hpp"
#include "ibtr/tables.hpp"
#include "ibtr/work_plan.hpp"

namespace ibtr::test {
namespace {

void expect_all(const Jobs& jobs, std::size_t count) {
    const std::unique_ptr<Backend> alone = make_backend("cpp", 1);
    ASSERT_EQ(jobs.digests().size(), count);
    for (const auto& [number, digest] : jobs.digests()) {
        const Tallies tallies = alone->simulate(study().tables, study().plan(number), {});
        const std::string expected =
            asks_for_sums(number) ? sums_digest(sums_of(study().sums, tallies)) : tally_digest(tallies);
        EXPECT_EQ(digest, expected) << number;
    }
}

class ManyJobs : public testing::TestWithParam<std::tuple<const char*, unsigned>> {
protected:
    void SetUp() override {
        if (under_thread_sanitizer && system() == "tbb") GTEST_SKIP() << "ThreadSanitizer cannot follow it";
    }
    static std::string system() { return std::get<0>(GetParam()); }
    static unsigned threads() { return std::get<1>(GetParam()); }
    std::unique_ptr<Backend> backend_ =
        system() == "plain" ? make_plain_backend(threads()) : make_backend(system(), threads());
};

TEST_P(ManyJobs, AreFinishedOnceEachWithTheTalliesOfOneAlone) {
    for (const std::uint64_t count : {0U, 1U, 3U, 40U}) {
        Jobs jobs(count);
        backend_->simulate(jobs, {});
        expect_all(jobs, count);
        EXPECT_LE(jobs.most_alive(), static_cast<int>(backend_->threads())) << "a thread holds one job at most";
    }
}

TEST_P(ManyJobs, FinishInAnyOrder) {
    const bool first_waits = backend_->threads() > 1;
    Jobs jobs(12);
    jobs.before_walking = [&](std::uint64_t number) {
        if (number == 0 && first_waits && !jobs.await_finished(5)) throw std::runtime_error("job 0 waits for nobody");
    };
    backend_->simulate(jobs, {});
    EXPECT_EQ(jobs.order().front() != 0, first_waits);
    expect_all(jobs, 12);
}

/// What simulate throws, in words.
std::string failure_of(Backend& backend, Jobs& jobs, const ProgressCallback& progress = {}) {
    try {
        backend.simulate(jobs, progress);
    } catch (const Interrupted&) {
        return "interrupted";
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

void fail_at(std::uint64_t number, std::initializer_list<std::uint64_t> failing) {
    if (std::find(failing.begin(), failing.end(), number) != failing.end())
        throw BackendError("job " + std::to_string(number) + " fails");
}

// Jobs 9 and 7 fail; where several threads work, 9 before 7. All before 7 are finished, nothing is begun after the
// failures were seen, and it is 7 that is reported.
TEST_P(ManyJobs, TheEarliestFailureEndsAllLaterOnes) {
    Jobs jobs(200);
    std::atomic<bool> nine{false};
    jobs.before_walking = [&](std::uint64_t number) {
        if (number == 9) nine = true;
        if (number == 7 && backend_->threads() > 2)
            for (int k = 0; k < 1000 && !nine; ++k) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        fail_at(number, {7, 9});
    };
    EXPECT_EQ(failure_of(*backend_, jobs), "job 7 fails");
    for (std::uint64_t number = 0; number < 7; ++number) EXPECT_TRUE(jobs.digests().contains(number)) << number;
    EXPECT_LT(jobs.handed_out(), 200U);
    EXPECT_TRUE(jobs.stopped());
    EXPECT_EQ(jobs.alive(), 0);
}

TEST_P(ManyJobs, AFailureAtTheEndOfAJobCountsToo) {
    Jobs jobs(50);
    jobs.at_end = [](std::uint64_t number) { fail_at(number, {11}); };
    EXPECT_EQ(failure_of(*backend_, jobs), "job 11 fails");
    EXPECT_FALSE(jobs.digests().contains(11));
}

TEST_P(ManyJobs, ASourceThatFailsIsReportedAfterTheJobsThatItGave) {
    Jobs jobs(50);
    jobs.before_next = [](std::uint64_t number) { fail_at(number, {6}); };
    EXPECT_EQ(failure_of(*backend_, jobs), "job 6 fails");
    EXPECT_EQ(jobs.digests().size(), 6U);
}

TEST_P(ManyJobs, StopInTheMiddle) {
    Jobs jobs(1U << 20);  // hours, if nothing stopped it
    const auto go_on = [](std::uint64_t done, std::uint64_t) { return done < 20000; };
    EXPECT_EQ(failure_of(*backend_, jobs, go_on), "interrupted");
    EXPECT_TRUE(jobs.stopped());
    EXPECT_LT(jobs.digests().size(), 1U << 20);
    EXPECT_EQ(jobs.alive(), 0);
}

TEST_P(ManyJobs, AStopEndsAJobBetweenItsItems) {
    const std::uint64_t women = 1'000'000'000;
    const WorkPlan plan(study().model, study().population, study().graph, women, 1, 0, {0, women}, 20);
    EXPECT_THROW(backend_->simulate(study().tables, plan, [](std::uint64_t, std::uint64_t) { return false; }),
                 Interrupted);
}

TEST_P(ManyJobs, TheLastCallOfProgressHasAllWomen) {
    std::uint64_t last_done = 0, last_total = 0, women = 0;
    for (std::uint64_t number = 0; number < 10; ++number) women += study().plan(number).patients();
    Jobs jobs(10);
    backend_->simulate(jobs, [&](std::uint64_t done, std::uint64_t total) {
        last_done = done, last_total = total;
        return done <= total;
    });
    EXPECT_EQ(last_done, women);
    EXPECT_EQ(last_total, women);
}

INSTANTIATE_TEST_SUITE_P(OnEverySystem, ManyJobs,
                         testing::Combine(testing::Values("plain", "cpp", "omp", "tbb"), testing::Values(1U, 2U, 5U)),
                         [](const auto& instance) {
                             return std::string(std::get<0>(instance.param)) + "_" +
                                    std::to_string(std::get<1>(instance.param));
                         });

/// Gives one job that fails, and then waits to be stopped.
class WaitingSource final : public JobSource {
public:
    std::unique_ptr<Job> next() override {
        if (!given_) {
            given_ = true;
            failing_.before_walking = [](std::uint64_t number) { fail_at(number, {0}); };
            return failing_.next();
        }
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stopped_; });
        return nullptr;
    }
    void stop() override {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
        changed_.notify_all();
    }

private:
    Jobs failing_{1};
    bool given_ = false, stopped_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
};

TEST(WaitingJobs, AFailureWakesWhoeverWaitsForTheNext) {
    WaitingSource source;
    EXPECT_THROW(make_plain_backend(3)->simulate(source, {}), BackendError);
}

// An engine that counts nobody before two threads are in it: it returns because both walk items of the one job.
std::atomic<int> threads_inside{0};
bool wait_for_company(const engine::Task&) {
    ++threads_inside;
    for (int k = 0; k < 10000 && threads_inside < 2; ++k) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return threads_inside >= 2;
}

TEST(OneJob, IsWalkedByAllThreads) {
    const auto backend = make_plain_backend(2, {"company", wait_for_company});
    EXPECT_NO_THROW(backend->simulate(study().tables, study().plan(0), {}));
    EXPECT_GE(threads_inside, 2);
}

TEST(OneJob, VisitLimitsAreExplained) {
    const auto backend = make_plain_backend(2, {"never", [](const engine::Task&) { return false; }});
    try {
        backend->simulate(study().tables, study().plan(0), {});
        FAIL() << "nothing was thrown";
    } catch (const UsageError& error) {
        EXPECT_NE(std::string(error.what()).find("raise visit_limit"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace ibtr::test
