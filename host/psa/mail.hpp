#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ibtr::psa {

enum class MessageKind : std::uint8_t {
    analysis,  ///< 0 to all: what is analysed
    greeting,  ///< to 0: ready; digest of the tables of the base case
    request,   ///< to 0: more draws, please
    draws,     ///< from 0: numbers of draws to simulate
    results,   ///< to 0: finished draws
    failure,   ///< to 0: exit code and message; nothing more will come
    finished,  ///< 0 to all: everything is stored
};

struct Message {
    unsigned rank = 0;  ///< of the sender
    MessageKind kind{};
    std::string bytes;
};

/// Messages between the processes of an analysis, which are numbered by rank from 0. Nothing here waits; messages of
/// one process to another arrive in order. For one thread of each process.
class Mail {
public:
    virtual ~Mail() = default;
    virtual void send(unsigned rank, MessageKind kind, std::string bytes) = 0;
    /// The next message that has arrived, if any has.
    virtual std::optional<Message> receive() = 0;
};

}  // namespace ibtr::psa
