#include "backend/arm_drawer.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "arm_kernel.hpp"
#include "device_api.hpp"
#include "ibtr/error.hpp"

namespace ibtr {
namespace {

using cuda::ArmCounting;

constexpr unsigned threads_of_a_warp = 32;
/// What a launch sends back, unless one replicate is more [bytes].
constexpr std::size_t most_bytes_a_launch = 16U << 20;
/// Longer launches would let Ctrl-C wait.
constexpr std::uint64_t most_women_of_a_launch = std::uint64_t{1} << 26;
/// One launch is drawn while another one is read.
constexpr std::size_t launches_under_way = 2;

/// All arms, one behind another.
struct PackedArms {
    std::vector<core::AliasColumn> columns;
    std::vector<cuda::ArmRecord> records;
    std::uint64_t women = 0;  ///< of a replicate
    std::uint32_t most_women = 0, most_places = 0;
};

PackedArms pack_arms(const std::vector<ArmToDraw>& arms) {
    PackedArms packed;
    for (const ArmToDraw& arm : arms) {
        const auto first = static_cast<std::uint32_t>(packed.columns.size());
        const auto places = static_cast<std::uint32_t>(arm.columns.size());
        packed.columns.insert(packed.columns.end(), arm.columns.begin(), arm.columns.end());
        packed.records.push_back({first, places, arm.women, arm.study, arm.arm});
        packed.women += arm.women;
        packed.most_women = std::max(packed.most_women, arm.women);
        packed.most_places = std::max(packed.most_places, places);
    }
    return packed;
}

/// In shared memory where a block has room for the largest table; IBTR_CUDA_COUNTERS=global wins, as for `run`.
ArmCounting counting_of(const PackedArms& packed, int device) {
    const char* wanted = std::getenv("IBTR_CUDA_COUNTERS");
    if (wanted != nullptr && std::string_view(wanted) == "global") return ArmCounting::global_32_bits;
    if (packed.most_places * sizeof(std::uint32_t) > cuda::device_size(device).shared_bytes)
        return ArmCounting::global_32_bits;
    return packed.most_women <= std::numeric_limits<std::uint16_t>::max() ? ArmCounting::shared_16_bits
                                                                          : ArmCounting::shared_32_bits;
}

class CudaArmDrawer final : public ArmDrawer {
public:
    CudaArmDrawer(std::string name, const std::vector<ArmToDraw>& arms, std::uint64_t seed, std::uint32_t replicates)
        : name_(std::move(name)),
          packed_(pack_arms(arms)),
          counting_(counting_of(packed_, first_device)),
          shared_bytes_(counting_ == ArmCounting::global_32_bits ? 0 : packed_.most_places * sizeof(std::uint32_t)),
          threads_(std::min((packed_.most_women / 2 / threads_of_a_warp + 1) * threads_of_a_warp,
                            cuda::most_threads_per_arm_block)),
          columns_(first_device),
          records_(first_device),
          seed_(seed) {
        const std::size_t row = row_bytes();
        const std::uint64_t most =
            std::min<std::uint64_t>(most_bytes_a_launch / row, most_women_of_a_launch / packed_.women);
        replicates_a_launch_ = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(most, 1, replicates));
        if (cuda::resident_blocks(cuda::draw_arms_kernel(counting_), threads_, shared_bytes_, first_device) == 0)
            throw BackendError("CUDA device 0: no block of the kernel that draws arms fits a multiprocessor");
        columns_.assign(packed_.columns);
        records_.assign(packed_.records);
        for (auto& slot : slots_) slot.emplace(row * replicates_a_launch_);
    }
    /// Waits for kernels that are still running.
    ~CudaArmDrawer() override {
        for (; under_way_ > 0; --under_way_) try {
                oldest().end.wait();
            } catch (const BackendError&) {
                // Nobody is left to read what failed.
            }
    }

    [[nodiscard]] std::string device() const override { return name_; }
    [[nodiscard]] std::uint32_t replicates_a_launch() const override { return replicates_a_launch_; }

    void begin(std::uint32_t first_replicate, std::uint32_t replicates) override {
        Slot& slot = *slots_[next_];
        const std::size_t bytes = row_bytes() * replicates;
        const cuda::ArmArguments arguments{columns_.data(),
                                           records_.data(),
                                           slot.counts.data(),
                                           static_cast<std::uint32_t>(packed_.records.size()),
                                           static_cast<std::uint32_t>(packed_.columns.size()),
                                           first_replicate,
                                           seed_};
        if (counting_ == ArmCounting::global_32_bits) slot.stream.clear(slot.counts, bytes);
        slot.stream.launch(cuda::draw_arms_kernel(counting_), replicates * arguments.arm_count, threads_, shared_bytes_,
                           &arguments);
        slot.stream.download(slot.host_counts.data(), slot.counts, bytes);
        slot.end.record(slot.stream);
        next_ = (next_ + 1) % launches_under_way;
        ++under_way_;
    }

    void wait() override {
        oldest().end.wait();
        read_ = oldest().host_counts.data();
        --under_way_;
    }

    void read(std::uint32_t replicate, std::size_t arm, std::uint32_t first, std::span<double> women) const override {
        const std::size_t place = replicate * packed_.columns.size() + packed_.records[arm].first + first;
        if (counting_ == ArmCounting::shared_16_bits)
            std::copy_n(static_cast<const std::uint16_t*>(read_) + place, women.size(), women.begin());
        else
            std::copy_n(static_cast<const std::uint32_t*>(read_) + place, women.size(), women.begin());
    }

private:
    static constexpr int first_device = 0;

    struct Slot {
        explicit Slot(std::size_t bytes)
            : host_counts(first_device, bytes), counts(first_device), stream(first_device), end(first_device) {
            counts.reserve(bytes);
        }
        cuda::PinnedMemory host_counts;
        cuda::DeviceMemory counts;
        cuda::Stream stream;
        cuda::Event end;
    };

    [[nodiscard]] std::size_t row_bytes() const {
        const bool narrow = counting_ == ArmCounting::shared_16_bits;
        return packed_.columns.size() * (narrow ? sizeof(std::uint16_t) : sizeof(std::uint32_t));
    }
    [[nodiscard]] Slot& oldest() { return *slots_[(next_ + launches_under_way - under_way_) % launches_under_way]; }

    std::string name_;
    PackedArms packed_;
    ArmCounting counting_;
    std::size_t shared_bytes_;
    unsigned threads_;
    cuda::DeviceArray<core::AliasColumn> columns_;
    cuda::DeviceArray<cuda::ArmRecord> records_;
    std::uint64_t seed_;
    std::uint32_t replicates_a_launch_ = 1;
    std::array<std::optional<Slot>, launches_under_way> slots_;
    std::size_t next_ = 0, under_way_ = 0;  ///< slots are taken in turn
    const void* read_ = nullptr;
};

}  // namespace

std::unique_ptr<ArmDrawer> make_cuda_arm_drawer(const std::vector<ArmToDraw>& arms, std::uint64_t seed,
                                                std::uint32_t replicates) try {
    const std::vector<std::string> names = cuda::device_names();
    cuda::use_device(0);
    return std::make_unique<CudaArmDrawer>(names.front(), arms, seed, replicates);
} catch (const BackendError& reason) {
    throw BackendError(std::string("--backend cuda: ") + reason.what() + "; use auto, omp, tbb or cpp");
}

}  // namespace ibtr
