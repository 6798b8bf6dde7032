// What a browser, or anyone, sends to `ibtr explore`. A request is parsed, judged at the door and answered; or the
// first line is a route and the rest a body that was let in. Every answer is the page or JSON, and none is the server's
// fault.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>

#include "explore/explorer.hpp"
#include "explore/request_head.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace ibtr;
using namespace ibtr::explore;
using fuzz::require;
namespace http = boost::beast::http;

constexpr const char* token = "0123456789abcdef";
constexpr std::uint16_t port = 8000;
constexpr std::string_view mark = "#let in ";

const Doorkeeper& door() {
    static const Doorkeeper one(token, port);
    return one;
}

/// Takes one answer, and waits for it.
class Waiter {
public:
    [[nodiscard]] Reply reply() {
        return [this](Answer answer) {
            {
                const std::scoped_lock lock(mutex_);
                require(!answer_, "a request is answered once");
                answer_ = std::move(answer);
            }
            came_.notify_one();
        };
    }
    Answer wait() {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [this] { return answer_.has_value(); });
        return *answer_;
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::optional<Answer> answer_;
};

Answer asked(Explorer& explorer, const std::string& route, const std::string& body) {
    Waiter waiter;
    explorer.answer(route, body, waiter.reply(), door(), [] {});
    return waiter.wait();
}

void check(const Answer& answer) {
    require(answer.status == 200 || (answer.status >= 400 && answer.status < 500), "no answer is the server's fault");
    if (answer.content_type == "application/json") require(nlohmann::json::accept(answer.body), "an answer is JSON");
}

void ask(const std::string& route, const std::string& body) {
    static const std::string path = IBTR_FUZZ_SEEDS "/model/groups.toml";
    static Explorer explorer({path, {}}, load_config(path), {}, 1);
    check(asked(explorer, route, body));
    if (route == "POST /target") check(asked(explorer, "POST /target/stop", "{}"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text = fuzz::text_of(data, size);
    const ServerLimits limits;
    if (text.starts_with(mark)) {
        std::string_view rest = std::string_view(text).substr(mark.size());
        const std::string route(fuzz::take_line(rest));
        if (rest.size() <= limits.body_bytes) ask(route, std::string(rest));
        return 0;
    }
    http::request_parser<http::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes));
    parser.body_limit(limits.body_bytes);
    parser.eager(true);
    boost::beast::error_code error;
    parser.put(boost::asio::buffer(text), error);
    if (!parser.is_header_done()) return 0;
    if (const std::optional<Refusal> refusal = door().judge(to_head(parser.get()))) {
        require(refusal->status >= 400 && refusal->status < 500, "a refusal is one of the client's");
        return 0;
    }
    if (error || !parser.is_done()) return 0;
    ask(std::string(parser.get().method_string()) + " " + split_target(std::string(parser.get().target())).path,
        parser.get().body());
    return 0;
}
