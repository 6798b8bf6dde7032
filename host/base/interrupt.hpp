#pragma once

namespace ibtr {

/// From now on Ctrl-C, SIGTERM and SIGHUP end the process with exit code 130: at once, or, while something is held that
/// has to be left in order (`OrderlyStop`), as soon as it is. A second one, or ten seconds, end it all the same.
/// Signals that the process was told to ignore, as `nohup` does, stay ignored. Called once, by main.
void catch_interrupts();

/// Whether there has been such a signal.
[[nodiscard]] bool interrupt_requested();

/// For what only ends that way, a server: the signal was no interruption of anything.
void forget_interrupt();

/// While one lives the process is not ended in the middle of its work: long stages ask interrupt_requested().
class OrderlyStop {
public:
    OrderlyStop();
    ~OrderlyStop();
    OrderlyStop(const OrderlyStop&) = delete;
    OrderlyStop& operator=(const OrderlyStop&) = delete;
};

}  // namespace ibtr
