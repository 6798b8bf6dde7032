#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "explore/access.hpp"

namespace ibtr::explore {

/// What a request gets.
struct Answer {
    unsigned status = 200;
    std::string body = {};
    std::string content_type = "application/json";
    std::string nonce = {};  ///< of the scripts and styles of a page; empty: it has none
};

/// Takes the answer to one request, from any thread; to be called once.
using Reply = std::function<void(Answer)>;
/// Answers a request that was let in, at once or later. Must not take long itself: all connections wait for it.
/// @param route "GET /path" or "POST /path"
using Handler = std::function<void(const std::string& route, std::string body, Reply reply)>;

/// How much a stranger can ask of this process.
struct ServerLimits {
    std::size_t connections = 32;  ///< above: the oldest one whose request has not arrived is closed, else the new one
    std::size_t head_bytes = 8192;
    std::size_t body_bytes = 65536;
    unsigned request_seconds = 10;  ///< for a request to arrive whole
    unsigned answer_seconds = 30;   ///< for an answer to be taken
};

/// An HTTP server on the loopback address alone. A connection serves one request.
class Server {
public:
    /// @param port 0: a free one. @throws UsageError where it cannot be had
    explicit Server(std::uint16_t port, const ServerLimits& limits = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] const Doorkeeper& door() const;

    /// Serves until stop(), or until a stop is requested, which is asked now and then.
    void run(Handler handler, const std::function<bool()>& stop_requested);
    /// Ends run() once the answers under way have been taken. From any thread.
    void stop();

private:
    class Listener;
    std::unique_ptr<Listener> listener_;
};

}  // namespace ibtr::explore
