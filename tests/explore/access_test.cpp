#include "explore/access.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ibtr::explore {
namespace {

constexpr std::uint16_t port = 8123;
const std::string token(64, 'a');

/// A request as the page makes it.
RequestHead own_request() {
    return {"POST", "/solve", "127.0.0.1:8123", "http://127.0.0.1:8123", "application/json", token};
}

unsigned status_of(const RequestHead& head) {
    const auto refusal = Doorkeeper(token, port).judge(head);
    return refusal ? refusal->status : 200;
}

TEST(Access, LetsInItsOwnPage) {
    EXPECT_EQ(status_of(own_request()), 200U);
    RequestHead page{"GET", "/?token=" + token, "localhost:8123", std::nullopt, std::nullopt, std::nullopt};
    EXPECT_EQ(status_of(page), 200U);
    page.target = "/?x=1&token=" + token;
    EXPECT_EQ(status_of(page), 200U);
    RequestHead json = own_request();
    json.content_type = "Application/JSON; charset=utf-8";
    EXPECT_EQ(status_of(json), 200U);
    json.token.reset();
    json.target += "?token=" + token;
    EXPECT_EQ(status_of(json), 200U);
}

// The name of another host that was made to point here, as by DNS rebinding.
TEST(Access, RefusesOtherHosts) {
    for (const char* host :
         {"evil.example:8123", "127.0.0.1", "127.0.0.1:8124", "127.0.0.1:81230", "127.0.0.1:8123.evil", "localhost",
          "LOCALHOST:8123", "[::1]:8123", "", "127.0.0.1:8123, evil.example"}) {
        RequestHead head = own_request();
        head.host = host;
        EXPECT_EQ(status_of(head), 421U) << host;
    }
    RequestHead head = own_request();
    head.host.reset();
    EXPECT_EQ(status_of(head), 421U);
}

TEST(Access, RefusesOtherOrigins) {
    for (const char* origin : {"http://evil.example", "null", "", "https://127.0.0.1:8123", "http://127.0.0.1:8124",
                               "http://127.0.0.1:8123.evil.example", "http://127.0.0.1:8123/", "127.0.0.1:8123"}) {
        RequestHead head = own_request();
        head.origin = origin;
        EXPECT_EQ(status_of(head), 403U) << origin;
    }
}

TEST(Access, RefusesOtherTokens) {
    for (const std::string& wrong : {std::string(), std::string(63, 'a'), std::string(65, 'a'), std::string(128, 'a'),
                                     std::string(63, 'a') + 'b', 'b' + std::string(63, 'a'), std::string(64, '\0')}) {
        RequestHead head = own_request();
        head.token = wrong;
        EXPECT_EQ(status_of(head), 403U) << wrong;
    }
    RequestHead head = own_request();
    head.token.reset();
    EXPECT_EQ(status_of(head), 403U);
    // The page itself is asked for by its address alone, as the command prints it.
    head = own_request();
    head.method = "GET";
    head.target = "/";
    EXPECT_EQ(status_of(head), 403U);
    // The first token of an address counts, and one of the header before it.
    head = own_request();
    head.target = "/solve?token=" + token;
    head.token = std::string(64, 'b');
    EXPECT_EQ(status_of(head), 403U);
    EXPECT_FALSE(is_secret("", ""));
}

TEST(Access, KnowsItsRoutes) {
    for (const char* path :
         {"/..", "/../model", "/model/", "//model", "/%6dodel", "/favicon.ico", "", "*", "/solve.json"}) {
        RequestHead head = own_request();
        head.method = "GET";
        head.target = path;
        EXPECT_EQ(status_of(head), 404U) << path;
    }
    for (const char* method : {"GET", "PUT", "DELETE", "OPTIONS", "post", ""}) {
        RequestHead head = own_request();
        head.method = method;
        EXPECT_EQ(status_of(head), 405U) << method;
    }
}

// What a form of another page can send needs no permission of its browser.
TEST(Access, TakesJsonOnly) {
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "",
                             "application/jso", "application/jsonx", "text/plain;application/json"}) {
        RequestHead head = own_request();
        head.content_type = type;
        EXPECT_EQ(status_of(head), 415U) << type;
    }
    RequestHead head = own_request();
    head.content_type.reset();
    EXPECT_EQ(status_of(head), 415U);
}

// 256 bits: a thousand secrets that are alike would be no secrets.
TEST(Access, MakesSecrets) {
    std::set<std::string> secrets;
    for (int i = 0; i < 1000; ++i) {
        const std::string secret = make_secret();
        EXPECT_EQ(secret.size(), 64U);
        EXPECT_EQ(secret.find_first_not_of("0123456789abcdef"), std::string::npos);
        secrets.insert(secret);
    }
    EXPECT_EQ(secrets.size(), 1000U);
}

}  // namespace
}  // namespace ibtr::explore
