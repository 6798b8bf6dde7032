#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Who may ask: whoever knows the secret in the address that the command prints, from a page of this very server.
namespace ibtr::explore {

/// 256 random bits of the operating system as 64 hex digits. @throws std::system_error
std::string make_secret();

/// Whether two texts are the same, in a time that depends on the length of the first alone.
bool is_secret(std::string_view given, std::string_view secret);

/// The part of an HTTP request before its body. A header that was not sent is nothing, not empty.
struct RequestHead {
    std::string method, target;  ///< target: "/path?query"
    std::optional<std::string> host, origin, content_type, token;
};

/// Path and value of `token=` of a request's target.
struct SplitTarget {
    std::string path;
    std::optional<std::string> token;
};
SplitTarget split_target(std::string_view target);

/// What a request that is not answered gets in place of an answer.
struct Refusal {
    unsigned status;  ///< of HTTP, 400 or above
    std::string reason;
};

/// Judges requests by what stands before their bodies.
class Doorkeeper {
public:
    Doorkeeper(std::string token, std::uint16_t port);

    /// A wrong host (a name that was made to point here, as by DNS rebinding), another page's origin, a missing or
    /// wrong token, a route that there is not, or a body that is no JSON. @return nothing: to be answered
    [[nodiscard]] std::optional<Refusal> judge(const RequestHead& head) const;

    [[nodiscard]] const std::string& token() const { return token_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// "http://127.0.0.1:PORT/?token=...".
    [[nodiscard]] std::string address() const;

private:
    [[nodiscard]] bool is_own_host(std::string_view host) const;

    std::string token_;
    std::uint16_t port_;
};

}  // namespace ibtr::explore
