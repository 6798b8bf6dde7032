#include "explore/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <list>
#include <optional>
#include <utility>

#include "explore/request_head.hpp"
#include "ibtr/error.hpp"

namespace ibtr::explore {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

/// What a page of this server may do: run its own scripts, ask this server, make pictures and workers of its own data.
std::string content_policy(const std::string& nonce) {
    const std::string own = nonce.empty() ? "'none'" : fmt::format("'nonce-{}'", nonce);
    return fmt::format(
        "default-src 'none'; script-src {0}; style-src {0}; connect-src 'self'; img-src data: blob:; "
        "worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        own);
}

http::response<http::string_body> to_response(Answer answer) {
    http::response<http::string_body> response{static_cast<http::status>(answer.status), 11};
    response.set(http::field::content_type, answer.content_type + "; charset=utf-8");
    response.set("Content-Security-Policy", content_policy(answer.nonce));
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set(http::field::cache_control, "no-store");
    response.keep_alive(false);
    response.body() = std::move(answer.body);
    response.prepare_payload();
    return response;
}

Answer to_answer(const Refusal& refusal) {
    return {refusal.status, fmt::format("{{\"error\": \"{}\"}}\n", refusal.reason)};
}

/// One request and its answer.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Ended = std::function<void()>;

    Connection(tcp::socket socket, const ServerLimits& limits, const Doorkeeper& door, const Handler& handler)
        : stream_(std::move(socket)), limits_(limits), door_(door), handler_(handler), buffer_(2 * limits.head_bytes) {
        parser_.header_limit(static_cast<std::uint32_t>(limits.head_bytes));
        parser_.body_limit(limits.body_bytes);
    }

    void start(Ended ended) {
        ended_ = std::move(ended);
        stream_.expires_after(std::chrono::seconds(limits_.request_seconds));
        http::async_read_header(
            stream_, buffer_, parser_,
            [self = shared_from_this()](beast::error_code error, std::size_t) { self->head_arrived(error); });
    }
    /// Whether all it does is to wait for a request.
    [[nodiscard]] bool is_waiting() const { return waiting_; }
    void close() { stream_.close(); }

private:
    void head_arrived(beast::error_code error) {
        if (error) return refuse(error);
        if (const auto refusal = door_.judge(to_head(parser_.get()))) return write(to_answer(*refusal));
        if (parser_.get().method() == http::verb::get) return handle();
        http::async_read(stream_, buffer_, parser_, [self = shared_from_this()](beast::error_code failed, std::size_t) {
            if (failed) return self->refuse(failed);
            self->handle();
        });
    }

    void refuse(beast::error_code error) {
        if (error == http::error::body_limit) return write({413, "{\"error\": \"the body is too large\"}\n"});
        if (error == http::error::header_limit || error == http::error::buffer_overflow)
            return write({431, "{\"error\": \"the head of the request is too large\"}\n"});
        const bool is_gone = error == http::error::end_of_stream || error == http::error::partial_message ||
                             error.category() != http::make_error_code(http::error::bad_method).category();
        if (is_gone) return end();
        write({400, "{\"error\": \"this is no HTTP request\"}\n"});
    }

    void handle() {
        waiting_ = false;
        stream_.expires_never();
        const std::string route =
            std::string(parser_.get().method_string()) + " " + split_target(std::string(parser_.get().target())).path;
        handler_(route, std::move(parser_.get().body()), [self = shared_from_this()](Answer answer) {
            asio::post(self->stream_.get_executor(),
                       [self, made = std::move(answer)]() mutable { self->write(std::move(made)); });
        });
    }

    void write(Answer answer) {
        waiting_ = false;
        response_.emplace(to_response(std::move(answer)));
        stream_.expires_after(std::chrono::seconds(limits_.answer_seconds));
        http::async_write(stream_, *response_, [self = shared_from_this()](beast::error_code error, std::size_t) {
            if (error) return self->end();
            beast::error_code ignored;
            self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
            self->waiting_ = true;
            self->stream_.expires_after(std::chrono::seconds(1));
            self->drain();
        });
    }

    /// Takes a little more of a request that was refused before all of it had come: a connection that is closed on
    /// unread bytes is reset, and its answer lost.
    void drain() {
        stream_.async_read_some(asio::buffer(rest_),
                                [self = shared_from_this()](beast::error_code error, std::size_t n) {
                                    self->drained_ += n;
                                    if (error || self->drained_ > most_drained) return self->end();
                                    self->drain();
                                });
    }

    void end() {
        stream_.close();
        if (ended_) std::exchange(ended_, {})();
    }

    static constexpr std::size_t most_drained = std::size_t{1} << 20U;

    beast::tcp_stream stream_;
    const ServerLimits& limits_;
    const Doorkeeper& door_;
    const Handler& handler_;
    beast::flat_buffer buffer_;
    http::request_parser<http::string_body> parser_;
    std::optional<http::response<http::string_body>> response_;
    std::array<char, 4096> rest_{};
    std::size_t drained_ = 0;
    bool waiting_ = true;
    Ended ended_;
};

}  // namespace

class Server::Listener {
public:
    Listener(std::uint16_t port, const ServerLimits& limits)
        : limits_(limits),
          acceptor_(listening(context_, port)),
          door_(make_secret(), acceptor_.local_endpoint().port()) {}

    [[nodiscard]] const Doorkeeper& door() const { return door_; }

    void run(Handler handler, const std::function<bool()>& stop_requested) {
        handler_ = std::move(handler);
        accept();
        watch(stop_requested);
        context_.run();
    }
    void stop() { stopping_ = true; }

private:
    static tcp::acceptor listening(asio::io_context& context, std::uint16_t port) {
        try {
            return {context, tcp::endpoint(asio::ip::address_v4::loopback(), port)};
        } catch (const boost::system::system_error& error) {
            throw UsageError(fmt::format("--port {}: {}; leave it out for a free one", port, error.code().message()));
        }
    }

    void accept() {
        acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
            if (!acceptor_.is_open()) return;
            if (!error) {
                admit(std::move(socket));
                return accept();
            }
            pause_.expires_after(std::chrono::milliseconds(100));
            pause_.async_wait([this](beast::error_code) { accept(); });
        });
    }

    void admit(tcp::socket socket) {
        if (open_.size() >= limits_.connections) {
            const auto oldest =
                std::find_if(open_.begin(), open_.end(), [](const auto& one) { return one->is_waiting(); });
            if (oldest == open_.end()) return;  // the new one is closed
            const std::shared_ptr<Connection> closed = *oldest;
            open_.erase(oldest);
            closed->close();
        }
        const auto connection = std::make_shared<Connection>(std::move(socket), limits_, door_, handler_);
        open_.push_back(connection);
        connection->start([this, one = std::weak_ptr(connection)] { open_.remove(one.lock()); });
    }

    void watch(const std::function<bool()>& stop_requested) {
        constexpr auto pace = std::chrono::milliseconds(50);
        constexpr unsigned most_paces = 40;  // for answers under way
        timer_.expires_after(pace);
        timer_.async_wait([this, &stop_requested](beast::error_code) {
            if (stop_requested()) stopping_ = true;
            // A close that fails has closed all the same.
            beast::error_code ignored;
            if (stopping_ && acceptor_.is_open()) acceptor_.close(ignored);
            const bool busy =
                std::any_of(open_.begin(), open_.end(), [](const auto& one) { return !one->is_waiting(); });
            if (stopping_ && (!busy || stop_requested() || ++paces_ > most_paces)) return context_.stop();
            watch(stop_requested);
        });
    }

    ServerLimits limits_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_;
    asio::steady_timer timer_{context_}, pause_{context_};
    Doorkeeper door_;
    Handler handler_;
    std::list<std::shared_ptr<Connection>> open_;  ///< oldest first
    std::atomic<bool> stopping_{false};
    unsigned paces_ = 0;
};

Server::Server(std::uint16_t port, const ServerLimits& limits) : listener_(std::make_unique<Listener>(port, limits)) {}
Server::~Server() = default;

const Doorkeeper& Server::door() const {
    return listener_->door();
}

void Server::run(Handler handler, const std::function<bool()>& stop_requested) {
    listener_->run(std::move(handler), stop_requested);
}

void Server::stop() {
    listener_->stop();
}

}  // namespace ibtr::explore
