#include "cli/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace ibtr::cli {

void hold_standard_streams() {
    // Opened in the order of their numbers, each gets the lowest that is free: its own. Input opens for writing and
    // output for reading, so that every use of them fails as on a closed stream.
    for (const auto& [stream, how] :
         {std::pair{STDIN_FILENO, O_WRONLY}, std::pair{STDOUT_FILENO, O_RDONLY}, std::pair{STDERR_FILENO, O_WRONLY}})
        if (::fcntl(stream, F_GETFD) < 0) static_cast<void>(::open("/dev/null", how));
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace ibtr::cli
