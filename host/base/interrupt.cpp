#include "base/interrupt.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <string_view>

#include "ibtr/error.hpp"

namespace ibtr {
namespace {

// A signal handler has nowhere else to leave its message.
std::atomic<bool> requested{false};
std::atomic<int> orderly{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

constexpr unsigned patience_seconds = 10;

[[noreturn]] void end_at_once(int /*signal*/) {
    constexpr std::string_view message = "ibtr: stopped by the user\n";
    // Nothing depends on whether it can be said.
    [[maybe_unused]] const ssize_t said = ::write(STDERR_FILENO, message.data(), message.size());
    ::_exit(static_cast<int>(ExitCode::interrupted));
}

void note_interrupt(int signal) {
    if (orderly.load(std::memory_order_relaxed) == 0) end_at_once(signal);
    requested.store(true, std::memory_order_relaxed);
    std::signal(signal, end_at_once);
    std::signal(SIGALRM, end_at_once);
    ::alarm(patience_seconds);
}

}  // namespace

void catch_interrupts() {
    // A shell starts a command of a script behind `&` with SIGINT ignored; whoever sends one means it all the same.
    for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, note_interrupt);
    if (std::signal(SIGHUP, note_interrupt) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // nohup: to outlive the terminal
}

bool interrupt_requested() {
    return requested.load(std::memory_order_relaxed);
}

void forget_interrupt() {
    ::alarm(0);
    requested.store(false, std::memory_order_relaxed);
}

OrderlyStop::OrderlyStop() {
    orderly.fetch_add(1, std::memory_order_relaxed);
}

OrderlyStop::~OrderlyStop() {
    orderly.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace ibtr
