#include "explore/access.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

namespace ibtr::explore {
namespace {

struct Route {
    std::string_view method, path;
};
constexpr std::array routes{Route{"GET", "/"},       Route{"GET", "/model"},        Route{"POST", "/solve"},
                            Route{"POST", "/state"}, Route{"POST", "/target"},      Route{"GET", "/target"},
                            Route{"POST", "/near"},  Route{"POST", "/target/stop"}, Route{"POST", "/quit"}};

std::optional<Refusal> refuse_route(const std::string& method, const std::string& path) {
    bool known = false;
    for (const Route& route : routes) {
        if (route.path != path) continue;
        if (route.method == method) return std::nullopt;
        known = true;
    }
    if (known) return Refusal{405, "this path does not take " + method};
    return Refusal{404, "there is nothing at this path"};
}

/// "application/json", with or without parameters.
bool is_json(std::string_view type) {
    type = type.substr(0, type.find(';'));
    while (type.ends_with(' ')) type.remove_suffix(1);
    constexpr std::string_view json = "application/json";
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(type.begin(), type.end(), json.begin(), json.end(),
                      [&](char a, char b) { return lower(a) == b; });
}

}  // namespace

std::string make_secret() {
    std::array<unsigned char, 32> bytes{};
    for (std::size_t filled = 0; filled < bytes.size();) {
        const ssize_t got = getrandom(bytes.data() + filled, bytes.size() - filled, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw std::system_error(errno, std::generic_category(), "no random numbers of the system");
        filled += static_cast<std::size_t>(got);
    }
    std::string digits;
    for (const unsigned char byte : bytes) digits += fmt::format("{:02x}", byte);
    return digits;
}

bool is_secret(std::string_view given, std::string_view secret) {
    volatile unsigned different = given.size() == secret.size() ? 0U : 1U;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const char known = secret.empty() ? '\0' : secret[i % secret.size()];
        different = different | static_cast<unsigned char>(given[i] ^ known);
    }
    return different == 0 && !secret.empty();
}

SplitTarget split_target(std::string_view target) {
    const std::size_t question = target.find('?');
    SplitTarget parts{std::string(target.substr(0, question)), std::nullopt};
    if (question == std::string_view::npos) return parts;
    std::string_view query = target.substr(question + 1);
    while (true) {
        const std::size_t end = query.find('&');
        const std::string_view one = query.substr(0, end);
        if (one.starts_with("token=") && !parts.token) parts.token = one.substr(6);
        if (end == std::string_view::npos) return parts;
        query.remove_prefix(end + 1);
    }
}

Doorkeeper::Doorkeeper(std::string token, std::uint16_t port) : token_(std::move(token)), port_(port) {}

bool Doorkeeper::is_own_host(std::string_view host) const {
    return host == fmt::format("127.0.0.1:{}", port_) || host == fmt::format("localhost:{}", port_);
}

std::optional<Refusal> Doorkeeper::judge(const RequestHead& head) const {
    if (!head.host || !is_own_host(*head.host)) return Refusal{421, "this is not the host that was asked for"};
    if (head.origin) {
        constexpr std::string_view scheme = "http://";
        const bool own =
            head.origin->starts_with(scheme) && is_own_host(std::string_view(*head.origin).substr(scheme.size()));
        if (!own) return Refusal{403, "a page from elsewhere may not ask this"};
    }
    const SplitTarget target = split_target(head.target);
    const std::optional<std::string>& token = target.path == "/" || !head.token ? target.token : head.token;
    if (!token || !is_secret(*token, token_))
        return Refusal{403, "the token of the address that ibtr explore printed is missing or wrong"};
    if (std::optional<Refusal> refusal = refuse_route(head.method, target.path)) return refusal;
    if (head.method == "POST" && (!head.content_type || !is_json(*head.content_type)))
        return Refusal{415, "the body has to be application/json"};
    return std::nullopt;
}

std::string Doorkeeper::address() const {
    return fmt::format("http://127.0.0.1:{}/?token={}", port_, token_);
}

}  // namespace ibtr::explore
