#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ibtr/error.hpp"
#include "psa/draw_set.hpp"
#include "psa/store.hpp"

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

// Contents of messages, between processes of one build on machines of one kind: numbers as they lie in memory.

std::string encode(const Analysis& analysis);
std::string encode(const DrawSet& draws);
std::string encode(const std::vector<DrawRow>& rows);
std::string encode(ExitCode code, std::string_view message);

// Each throws std::runtime_error where the bytes are none of these; draws that do not ascend are a std::logic_error.
Analysis decode_analysis(std::string_view bytes);
DrawSet decode_draws(std::string_view bytes);
std::vector<DrawRow> decode_rows(std::string_view bytes);
Error decode_failure(std::string_view bytes);

}  // namespace ibtr::psa
