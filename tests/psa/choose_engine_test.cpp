// The engine that has more draws back a second is chosen, and its trial is part of the analysis: every draw is
// simulated once and stored, with the same bits. Speed is made by waiting, so that the order does not depend on the
// machine.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ibtr/error.hpp"
#include "psa/choose_engine.hpp"
#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

constexpr std::uint32_t all_draws = 400;
constexpr std::uint32_t share = all_draws / 4;  // of each of two candidates

/// An engine of one or more plain threads that does something before each draw.
psa::Engine planted_engine(const std::string& name, PlantedBackend::Action action, unsigned threads = 1) {
    return {std::make_shared<PlantedBackend>(threads, std::move(action)), threads, name, ""};
}

PlantedBackend::Action waiting(std::chrono::milliseconds time) {
    return [time](std::uint32_t) { std::this_thread::sleep_for(time); };
}

/// An analysis and its store.
class ChooseEngine : public ::testing::Test {
protected:
    psa::ChosenEngine choose(const std::vector<psa::Engine>& candidates, const psa::DrawProgress& progress = {}) {
        return psa::choose_engine(analysis_.context(), store_, candidates, {.fewest_missing = 200, .seconds = 0.1},
                                  progress);
    }
    void go_on(const psa::Engine& engine) { psa::run_draws(analysis_.context(), store_, *engine.backend, {}, {}); }
    [[nodiscard]] std::string digest() const { return analysis_.summary(store_).digest; }
    [[nodiscard]] static std::string digest_without_trial() {
        const ScratchFolder scratch;
        const SmallAnalysis analysis(one_hazard, {DesignKind::monte_carlo, all_draws, 1}, scratch.path());
        psa::Store store = analysis.create();
        analysis.run(store);
        return analysis.summary(store).digest;
    }

    ScratchFolder scratch_;
    SmallAnalysis analysis_{one_hazard, {DesignKind::monte_carlo, all_draws, 1}, scratch_.path()};
    psa::Store store_ = analysis_.create();
    psa::Engine plain_ = planted_engine("plain", [](std::uint32_t) {});
};

// A draw that waits for 30 ms takes 30 ms at least, so that its engine cannot seem faster than that. A share of them
// would take 3 s; after 0.1 s no more than the one under way is finished.
TEST_F(ChooseEngine, TakesTheFasterOneAndLeavesTheSlowOneAfterItsTime) {
    const psa::Engine slow = planted_engine("slow", waiting(std::chrono::milliseconds(30)));
    for (const bool slow_first : {true, false}) {
        std::vector<psa::Engine> candidates{slow, plain_};
        if (!slow_first) std::swap(candidates[0], candidates[1]);
        const std::size_t missing = store_.missing().size();
        const psa::ChosenEngine chosen = choose(candidates);
        EXPECT_EQ(chosen.engine.name, "plain");
        EXPECT_EQ(chosen.engine.backend, plain_.backend);
        ASSERT_EQ(chosen.trial.size(), 2U);
        for (std::size_t k = 0; k < 2; ++k) EXPECT_EQ(chosen.trial[k].backend, candidates[k].name);
        const BackendPace& of_slow = chosen.trial[slow_first ? 0 : 1];
        EXPECT_LE(of_slow.draws_per_second(), 1 / 0.030);
        EXPECT_LT(of_slow.draws, share / 2);
        // Two first draws, one for the only thread of each, are stored beside those that were measured.
        EXPECT_EQ(store_.missing().size(), missing - chosen.trial[0].draws - chosen.trial[1].draws - 2);
    }
}

TEST_F(ChooseEngine, DrawsOfATrialAreResultsLikeAnyOthers) {
    std::vector<std::atomic<int>> times(all_draws);
    const auto count = [&](std::uint32_t draw) { ++times[draw]; };
    const std::vector<psa::Engine> candidates{planted_engine("one", count), planted_engine("two", count, 2)};
    const psa::ChosenEngine chosen = choose(candidates);
    const std::size_t missing = store_.missing().size();
    EXPECT_GE(missing, all_draws - 2 * share);
    EXPECT_LT(missing, all_draws - 2);
    go_on(chosen.engine);
    for (std::uint32_t draw = 0; draw < all_draws; ++draw) EXPECT_EQ(times[draw], 1) << "draw " << draw;
    EXPECT_EQ(digest(), digest_without_trial());
}

// What a device does once, before its first draw is back, is not held against it: here 1.5 s, which would leave it 67
// draws a second at most, where 10 ms a draw leave up to 100.
TEST_F(ChooseEngine, DoesNotMeasureTheFirstDraws) {
    std::atomic<bool> begun = false;
    const psa::Engine late = planted_engine("late", [&](std::uint32_t) {
        if (!begun.exchange(true)) std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    });
    const psa::Engine steady = planted_engine("steady", waiting(std::chrono::milliseconds(10)));
    EXPECT_EQ(choose({late, steady}).engine.name, "late");
}

TEST_F(ChooseEngine, MeasuresNothingWhereFewDrawsAreMissing) {
    const auto fail = [](std::uint32_t) { throw BackendError("no draw is wanted of this engine"); };
    const std::vector<psa::Engine> candidates{planted_engine("first", fail), planted_engine("second", fail)};
    const auto expect_first = [&](const psa::ChosenEngine& chosen) {
        EXPECT_EQ(chosen.engine.name, "first");
        EXPECT_TRUE(chosen.trial.empty());
        EXPECT_EQ(store_.missing().size(), all_draws);
    };
    expect_first(choose({candidates.front()}));
    expect_first(psa::choose_engine(analysis_.context(), store_, candidates, {.fewest_missing = all_draws + 1}, {}));
    // Nine draws for each of twelve threads are more than a share.
    expect_first(choose({candidates.front(), planted_engine("many", fail, 12)}));
}

TEST_F(ChooseEngine, AFailureStopsTheTrialAndLeavesAStoreToResume) {
    for (const std::uint32_t failing : {0U, 50U, share, share + 50}) {
        const psa::Engine broken = planted_engine("broken", [&](std::uint32_t draw) {
            if (draw == failing) throw BackendError("planted failure");
        });
        const auto candidates = failing < share ? std::vector{broken, plain_} : std::vector{plain_, broken};
        const ScratchFolder scratch;
        const SmallAnalysis analysis(one_hazard, {DesignKind::monte_carlo, all_draws, 1}, scratch.path());
        psa::Store store = analysis.create();
        EXPECT_THROW(
            psa::choose_engine(analysis.context(), store, candidates, {.fewest_missing = 1, .seconds = 60}, {}),
            BackendError);
        // In order on one thread: what comes before the draw that fails is stored, and no later one of its share.
        EXPECT_EQ(store.missing().front(), failing);
        EXPECT_EQ(store.missing().size(), all_draws - failing);
        analysis.run(store);
        EXPECT_EQ(analysis.summary(store).digest, digest_without_trial());
    }
}

/// Threads that are at a draw together: each waits there until all have come, but not for one that never does.
class Meeting {
public:
    explicit Meeting(unsigned threads) : threads_(threads) {}
    void join() {
        constexpr std::chrono::seconds patience{20};  // on a busy machine a thread that has work comes within it
        std::unique_lock lock(mutex_);
        present_.insert(std::this_thread::get_id());
        somebody_came_.notify_all();
        somebody_came_.wait_for(lock, patience, [&] { return present_.size() >= threads_; });
    }
    /// How many have come since the last time.
    [[nodiscard]] std::size_t end() {
        const std::scoped_lock lock(mutex_);
        return std::exchange(present_, {}).size();
    }

private:
    const unsigned threads_;
    std::mutex mutex_;
    std::condition_variable somebody_came_;
    std::set<std::thread::id> present_;
};

// Draws are simulated by threads of OpenMP or TBB, whose pools outlive a trial and may be asked for other numbers of
// threads in between: all of them come, in the trial, after it and after that of another number.
TEST_F(ChooseEngine, AllThreadsOfAnEngineTakePartBeforeAndAfterATrial) {
    if (under_thread_sanitizer) GTEST_SKIP() << "OpenMP's and TBB's own synchronisation is not followed";
    for (const std::string name : {"omp", "tbb"})
        for (const unsigned threads : {2U, 5U}) {
            Meeting many(threads), few(2);
            const auto engine = [&](Meeting& meeting, unsigned count) {
                auto backend =
                    std::make_shared<PlantedBackend>(make_backend(name, count), [&](std::uint32_t) { meeting.join(); });
                return psa::Engine{backend, count, name, ""};
            };
            const std::vector<psa::Engine> candidates{engine(many, threads), engine(few, 2)};
            const ScratchFolder scratch;
            const SmallAnalysis analysis(one_hazard, {DesignKind::monte_carlo, all_draws, 1}, scratch.path());
            psa::Store store = analysis.create();
            static_cast<void>(
                psa::choose_engine(analysis.context(), store, candidates, {.fewest_missing = 200, .seconds = 0.1}, {}));
            EXPECT_EQ(many.end(), threads) << name << " in a trial";
            EXPECT_EQ(few.end(), 2U) << name << " in a trial";
            psa::run_draws(analysis.context(), store, *candidates.front().backend, {}, {});
            EXPECT_EQ(many.end(), threads) << name << " after a trial";
        }
}

TEST_F(ChooseEngine, AStopDuringATrialKeepsWhatIsFinished) {
    const psa::Engine slow = planted_engine("slow", waiting(std::chrono::milliseconds(2)));
    EXPECT_THROW(choose({slow, slow}, [](std::uint64_t, std::uint64_t) { return false; }), Interrupted);
    // Two draws at least, a first and a measured one, are stored before the second candidate begins.
    const std::size_t missing = store_.missing().size();
    EXPECT_THROW(choose({slow, slow},
                        [&](std::uint64_t stored, std::uint64_t total) {
                            EXPECT_EQ(total, missing);
                            return stored < 2;
                        }),
                 Interrupted);
    EXPECT_LE(store_.missing().size(), missing - 2);
    go_on(plain_);
    EXPECT_EQ(digest(), digest_without_trial());
}

}  // namespace
}  // namespace ibtr::test
