#include "psa/workshop.hpp"

#include <utility>

#include "base/parallel.hpp"
#include "ibtr/error.hpp"
#include "psa/exact_draws.hpp"

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace ibtr::psa {
namespace {

/// Every draw asks for the same few megabytes that the one before has freed: glibc keeps them instead of giving them
/// back to the system, which would cost a page fault each 4 KiB.
void keep_freed_memory() {
#if defined(__GLIBC__)
    constexpr int bytes = 64 << 20;
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, bytes);
#endif
}

}  // namespace

void Workshop::add(const DrawSet& draws) {
    const std::scoped_lock lock(mutex_);
    draws_.append(draws);
    something_to_do_.notify_all();
}

void Workshop::close() {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    something_to_do_.notify_all();
}

std::uint64_t Workshop::not_begun() const {
    const std::scoped_lock lock(mutex_);
    return draws_.size();
}

DrawSet Workshop::give_away(std::uint64_t most) {
    const std::scoped_lock lock(mutex_);
    if (stopped_) return {};
    return draws_.take_front(most);
}

std::vector<DrawRow> Workshop::take(std::chrono::duration<double> wait) {
    std::unique_lock lock(mutex_);
    something_finished_.wait_for(lock, wait,
                                 [&] { return finished_.size() >= (most_waiting_ + 1) / 2 || !simulating_; });
    std::vector<DrawRow> taken = std::exchange(finished_, {});
    something_to_do_.notify_all();
    return taken;
}

bool Workshop::all_taken() const {
    const std::scoped_lock lock(mutex_);
    return !simulating_ && finished_.empty();
}

void Workshop::stop() {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    something_to_do_.notify_all();
}

bool Workshop::failed() const {
    const std::scoped_lock lock(mutex_);
    return failure_ != nullptr;
}

void Workshop::rethrow_failure() const {
    const std::scoped_lock lock(mutex_);
    if (failure_) std::rethrow_exception(failure_);
}

/// A workshop's draws as jobs of a backend.
class Workshop::Draws final : public JobSource {
public:
    Draws(Workshop& workshop, const DrawContext& context) : workshop_(workshop), context_(context) {}

    std::unique_ptr<Job> next() override {
        const std::optional<std::uint32_t> draw = workshop_.next();
        if (!draw) return nullptr;
        return make_draw_job(context_, *draw, [this](const DrawRecord& record) { workshop_.finish(record); });
    }
    void stop() override { workshop_.begin_nothing_more(); }

private:
    Workshop& workshop_;
    const DrawContext& context_;
};

void Workshop::simulate(const DrawContext& context, Backend& backend) noexcept {
    const auto stop_requested = [this] {
        const std::scoped_lock lock(mutex_);
        return stopped_;
    };
    std::exception_ptr failure;
    try {
        if (context.method == DrawMethod::exact) {
            const DrawQueue queue{[this] { return next(); }, [this](const DrawRecord& record) { finish(record); },
                                  [this] { begin_nothing_more(); }, stop_requested};
            solve_draws(context, queue, backend.threads());
        } else {
            Draws draws(*this, context);
            backend.simulate(draws, [&](std::uint64_t, std::uint64_t) { return !stop_requested(); });
        }
    } catch (const Interrupted&) {
        // By stop(): whoever called it knows why.
    } catch (...) {
        failure = std::current_exception();
    }
    const std::scoped_lock lock(mutex_);
    failure_ = failure;
    simulating_ = false;
    something_finished_.notify_one();
}

std::optional<std::uint32_t> Workshop::next() {
    std::unique_lock lock(mutex_);
    something_to_do_.wait(lock, [&] {
        const bool room = finished_.size() < most_waiting_;
        return stopped_ || (room && (closed_ || !draws_.empty()));
    });
    if (stopped_ || draws_.empty()) return std::nullopt;
    return draws_.take_front();
}

void Workshop::begin_nothing_more() {
    const std::scoped_lock lock(mutex_);
    draws_ = {};
    closed_ = true;
    something_to_do_.notify_all();
}

void Workshop::finish(const DrawRecord& record) {
    DrawRow row = to_row(record);
    const std::scoped_lock lock(mutex_);
    finished_.push_back(std::move(row));
    if (finished_.size() >= (most_waiting_ + 1) / 2) something_finished_.notify_one();
}

Simulation::Simulation(Workshop& workshop, const DrawContext& context, Backend& backend) : workshop_(workshop) {
    keep_freed_memory();
    workshop.simulating_ = true;  // no other thread knows of it yet
    thread_ = start_thread([&workshop, &context, &backend] { workshop.simulate(context, backend); });
}

}  // namespace ibtr::psa
