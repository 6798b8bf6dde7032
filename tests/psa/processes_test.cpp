// Several processes, here threads with letter boxes in memory: the same rows as one process, failures reach rank 0.

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ibtr/error.hpp"
#include "psa/leader_and_helpers.hpp"
#include "psa/mail.hpp"
#include "psa/small_analysis.hpp"

namespace ibtr::test {
namespace {

class PostOffice {
public:
    explicit PostOffice(unsigned ranks) : boxes_(ranks) {}
    void deliver(unsigned to, psa::Message message) {
        const std::scoped_lock lock(mutex_);
        boxes_[to].push_back(std::move(message));
    }
    std::optional<psa::Message> collect(unsigned rank) {
        const std::scoped_lock lock(mutex_);
        if (boxes_[rank].empty()) return std::nullopt;
        psa::Message message = std::move(boxes_[rank].front());
        boxes_[rank].pop_front();
        return message;
    }

private:
    std::mutex mutex_;
    std::vector<std::deque<psa::Message>> boxes_;
};

class Letters final : public psa::Mail {
public:
    Letters(PostOffice& office, unsigned rank) : office_(office), rank_(rank) {}
    void send(unsigned rank, psa::MessageKind kind, std::string bytes) override {
        office_.deliver(rank, {rank_, kind, std::move(bytes)});
    }
    std::optional<psa::Message> receive() override { return office_.collect(rank_); }

private:
    PostOffice& office_;
    unsigned rank_;
};

struct Draws {
    std::string digest;
    std::size_t by_helpers = 0;
};

/// Runs an analysis of 60 draws on rank 0 and two helpers. @param helper_does what a helper does before a draw
Draws run_together(const PlantedBackend::Action& helper_does, const std::string& helper_tables = "tables") {
    const Design design{DesignKind::monte_carlo, 60, 1};
    const ScratchFolder scratch;
    const SmallAnalysis analysis(one_hazard, design, scratch.path());
    psa::Store store = analysis.create();
    constexpr unsigned helpers = 2;
    PostOffice office(1 + helpers);
    std::atomic<std::size_t> by_helpers{0};
    std::vector<std::thread> others;
    for (unsigned rank = 1; rank <= helpers; ++rank)
        others.emplace_back([&, rank] {
            Letters letters(office, rank);
            const psa::Analysis told = psa::await_analysis(letters);
            const ScratchFolder folder;
            const SmallAnalysis same(told.config_text, told.design, folder.path());
            PlantedBackend backend(2, [&](std::uint32_t draw) {
                ++by_helpers;
                if (helper_does) helper_does(draw);
            });
            psa::help(letters, same.context(), backend, {2, helper_tables, {}});
        });
    Letters letters(office, 0);
    std::exception_ptr failure;
    {
        psa::Leader leader(letters, helpers, store.analysis(), "tables");
        // A slow thread here leaves draws to the others.
        PlantedBackend slow(1, [](std::uint32_t) { std::this_thread::sleep_for(std::chrono::milliseconds(10)); });
        try {
            psa::run_draws(analysis.context(), store, slow, {}, {}, &leader);
        } catch (...) {
            failure = std::current_exception();
        }
    }
    for (std::thread& other : others) other.join();
    if (failure) std::rethrow_exception(failure);
    return {analysis.summary(store).digest, by_helpers};
}

TEST(PsaProcesses, TogetherStoreTheSameRows) {
    const ScratchFolder scratch;
    const SmallAnalysis alone(one_hazard, {DesignKind::monte_carlo, 60, 1}, scratch.path());
    psa::Store store = alone.create();
    alone.run(store);
    const Draws together = run_together({});
    EXPECT_EQ(together.digest, alone.summary(store).digest);
    EXPECT_GT(together.by_helpers, 0U);
    EXPECT_LE(together.by_helpers, 60U);  // nothing was simulated twice
}

template <class Action>
std::string failure_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return std::to_string(static_cast<int>(error.code())) + " " + error.what();
    }
    return "no error";
}

TEST(PsaProcesses, AFailureOfAHelperReachesRank0) {
    const auto failing = [](std::uint32_t) { throw BackendError("planted failure"); };
    const std::string failure = failure_of([&] { run_together(failing); });
    EXPECT_TRUE(failure == "3 rank 1: planted failure" || failure == "3 rank 2: planted failure") << failure;
}

TEST(PsaProcesses, TablesThatDifferAreRefused) {
    const std::string failure = failure_of([&] { run_together({}, "other tables"); });
    EXPECT_TRUE(failure.starts_with("2 rank ")) << failure;
    EXPECT_NE(failure.find("has tables_digest other tables, rank 0 has tables"), std::string::npos) << failure;
}

TEST(PsaProcesses, MessagesReadBack) {
    const psa::Analysis analysis{"text\n",
                                 "hash",
                                 7,
                                 1ULL << 40,
                                 {DesignKind::sobol, 1024, 4},
                                 "0.1",
                                 {256, 512},
                                 {{"a=b", "a=c"}, true},
                                 psa::DrawMethod::exact};
    const psa::Analysis back = psa::decode_analysis(psa::encode(analysis));
    EXPECT_EQ(psa::difference(back, analysis), "");
    EXPECT_EQ(back.config_text, analysis.config_text);
    EXPECT_EQ(back.selection, analysis.selection);
    const std::string tallies = "00112233445566778899aabbccddeeff";
    const std::vector<psa::DrawRecord> records{{3, {1.5, -2}, {0.25}, {1e-3F}, tallies}, {9, {}, {}, {}, tallies}};
    const std::vector<psa::DrawRow> rows{psa::to_row(records[0]), psa::to_row(records[1])};
    const std::vector<psa::DrawRow> same = psa::decode_rows(psa::encode(rows));
    ASSERT_EQ(same.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        psa::DrawRecord record;
        const psa::DrawShape shape{records[i].parameters.size(), records[i].outcomes.size()};
        EXPECT_TRUE(psa::read_row(psa::DrawRowView(same[i]), shape, record));
        EXPECT_EQ(record.digest(), records[i].digest());
    }
    const psa::DrawSet draws{{3, 4}, {7, 4'000'000'000}};
    EXPECT_EQ(psa::decode_draws(psa::encode(draws)), draws);
    const std::string bytes = psa::encode(rows);
    EXPECT_THROW(psa::decode_rows(bytes.substr(0, bytes.size() - 9)), std::runtime_error);
    EXPECT_EQ(psa::decode_failure(psa::encode(ExitCode::storage, "disk")).code(), ExitCode::storage);
}

}  // namespace
}  // namespace ibtr::test
