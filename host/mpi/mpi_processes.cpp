#include <mpi.h>
#include <sched.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ibtr/backend.hpp"
#include "mpi/processes.hpp"

namespace ibtr::mpi {
namespace {

/// MPI's own waiting calls keep a processor busy. Here every call returns at once, and who must wait sleeps.
constexpr std::chrono::milliseconds nap{1};

class MpiMail final : public psa::Mail {
public:
    void send(unsigned rank, psa::MessageKind kind, std::string bytes) override {
        drop_sent();
        Letter& letter = on_their_way_.emplace_back();
        letter.bytes = std::move(bytes);
        MPI_Isend(letter.bytes.data(), static_cast<int>(letter.bytes.size()), MPI_BYTE, static_cast<int>(rank),
                  static_cast<int>(kind), MPI_COMM_WORLD, &letter.request);
    }

    std::optional<psa::Message> receive() override {
        drop_sent();
        int arrived = 0;
        MPI_Message handle{};
        MPI_Status status{};
        MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &arrived, &handle, &status);
        if (arrived == 0) return std::nullopt;
        int size = 0;
        MPI_Get_count(&status, MPI_BYTE, &size);
        psa::Message message{static_cast<unsigned>(status.MPI_SOURCE), static_cast<psa::MessageKind>(status.MPI_TAG),
                             std::string(static_cast<std::size_t>(size), '\0')};
        MPI_Mrecv(message.bytes.data(), size, MPI_BYTE, &handle, MPI_STATUS_IGNORE);
        return message;
    }

    void wait_until_sent() {
        for (drop_sent(); !on_their_way_.empty(); drop_sent()) std::this_thread::sleep_for(nap);
    }

private:
    struct Letter {
        std::string bytes;
        MPI_Request request = MPI_REQUEST_NULL;
    };

    void drop_sent() {
        on_their_way_.remove_if([](Letter& letter) {
            int sent = 0;
            MPI_Test(&letter.request, &sent, MPI_STATUS_IGNORE);
            return sent != 0;
        });
    }

    std::list<Letter> on_their_way_;  // letters stay where they are while MPI reads them
};

class MpiProcesses final : public Processes {
public:
    MpiProcesses() {
        // OpenMPI spends 0.2 s on finding out that there is no fast network. Within one machine none is needed.
        if (on_one_machine()) setenv("OMPI_MCA_pml", "ob1", 0);
        // Threads simulate; the main thread alone talks.
        int given = 0;
        MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &given);
        rank_ = rank_in(MPI_COMM_WORLD);
        count_ = size_of(MPI_COMM_WORLD);
        MPI_Comm machine{};
        MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
        place_on_machine_ = rank_in(machine);
        threads_ = std::max(1U, available_threads() / processes_with_my_mask(machine));
        MPI_Comm_free(&machine);
    }
    ~MpiProcesses() override {
        if (!left_) leave();
    }
    MpiProcesses(const MpiProcesses&) = delete;
    MpiProcesses& operator=(const MpiProcesses&) = delete;

    [[nodiscard]] unsigned rank() const override { return rank_; }
    [[nodiscard]] unsigned count() const override { return count_; }
    [[nodiscard]] unsigned place_on_machine() const override { return place_on_machine_; }
    [[nodiscard]] unsigned threads() const override { return threads_; }
    [[nodiscard]] psa::Mail& mail() override { return mail_; }
    void leave() override {
        mail_.wait_until_sent();
        // MPI_Finalize waits for all, busily: arrive together.
        MPI_Request all_here = MPI_REQUEST_NULL;
        MPI_Ibarrier(MPI_COMM_WORLD, &all_here);
        for (int here = 0; here == 0;) {
            MPI_Test(&all_here, &here, MPI_STATUS_IGNORE);
            if (here == 0) std::this_thread::sleep_for(nap);
        }
        MPI_Finalize();
        left_ = true;
    }
    [[noreturn]] void abort(int exit_code) override {
        if (!left_) MPI_Abort(MPI_COMM_WORLD, exit_code);
        std::exit(exit_code);
    }

private:
    static unsigned rank_in(MPI_Comm group) {
        int rank = 0;
        MPI_Comm_rank(group, &rank);
        return static_cast<unsigned>(rank);
    }
    static unsigned size_of(MPI_Comm group) {
        int size = 0;
        MPI_Comm_size(group, &size);
        return static_cast<unsigned>(size);
    }
    static unsigned processes_with_my_mask(MPI_Comm machine) {
        cpu_set_t mine;
        CPU_ZERO(&mine);
        if (sched_getaffinity(0, sizeof mine, &mine) != 0) return 1;
        std::vector<cpu_set_t> all(size_of(machine));
        MPI_Allgather(&mine, sizeof mine, MPI_BYTE, all.data(), sizeof mine, MPI_BYTE, machine);
        const auto same =
            std::count_if(all.begin(), all.end(), [&](const cpu_set_t& other) { return CPU_EQUAL(&mine, &other); });
        return static_cast<unsigned>(std::max<std::ptrdiff_t>(same, 1));
    }

    MpiMail mail_;
    unsigned rank_ = 0, count_ = 1, place_on_machine_ = 0, threads_ = 1;
    bool left_ = false;
};

}  // namespace

std::unique_ptr<Processes> Processes::join() {
    if (!launched()) return nullptr;
    auto processes = std::make_unique<MpiProcesses>();
    if (processes->count() > 1) return processes;
    processes->leave();
    return nullptr;
}

}  // namespace ibtr::mpi
