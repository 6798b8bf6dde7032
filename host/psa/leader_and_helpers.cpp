#include "psa/leader_and_helpers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "base/stopwatch.hpp"
#include "ibtr/error.hpp"
#include "psa/workshop.hpp"

namespace ibtr::psa {
namespace {

/// Between looks into the letter box: no load, and short beside the draws that are held in stock.
constexpr std::chrono::duration<double> between_looks{0.002};

/// Finished draws on their way to rank 0, several in a message.
class Results {
public:
    explicit Results(Mail& mail) : mail_(mail) {}

    void add(std::vector<DrawRow> records) {
        std::move(records.begin(), records.end(), std::back_inserter(waiting_));
        constexpr std::size_t many = 64;
        constexpr double longest_seconds = 0.05;
        if (waiting_.size() >= many || since_sent_.seconds() >= longest_seconds) send();
    }
    void send() {
        since_sent_ = {};
        if (!waiting_.empty()) mail_.send(0, MessageKind::results, encode(std::exchange(waiting_, {})));
    }

private:
    Mail& mail_;
    std::vector<DrawRow> waiting_;
    Stopwatch since_sent_;
};

std::string describe_failure(const Workshop& workshop) {
    try {
        workshop.rethrow_failure();
    } catch (const Error& error) {
        return encode(error.code(), error.what());
    } catch (const std::exception& error) {
        return encode(ExitCode::internal, error.what());
    }
    return encode(ExitCode::interrupted, "stopped by the user");
}

}  // namespace

Leader::Leader(Mail& mail, unsigned helpers, const Analysis& analysis, std::string tables_digest)
    : mail_(mail), helpers_(helpers), tables_digest_(std::move(tables_digest)) {
    for (unsigned rank = 1; rank <= helpers_; ++rank) mail_.send(rank, MessageKind::analysis, encode(analysis));
}

Leader::~Leader() {
    for (unsigned rank = 1; rank <= helpers_; ++rank) mail_.send(rank, MessageKind::finished, "");
}

std::vector<DrawRow> Leader::exchange(Workshop& workshop) {
    std::vector<DrawRow> records;
    while (const auto message = mail_.receive()) {
        switch (message->kind) {
            case MessageKind::greeting:
                if (message->bytes != tables_digest_)
                    fail(std::make_exception_ptr(UsageError(
                        fmt::format("rank {} has tables_digest {}, rank 0 has {}: all processes must run one build, on "
                                    "machines that calculate alike",
                                    message->rank, message->bytes, tables_digest_))));
                break;
            case MessageKind::request:
                hand_out(workshop, message->rank);
                break;
            case MessageKind::results: {
                std::vector<DrawRow> finished = decode_rows(message->bytes);
                out_ -= finished.size();
                std::move(finished.begin(), finished.end(), std::back_inserter(records));
                break;
            }
            case MessageKind::failure: {
                const Error error = decode_failure(message->bytes);
                fail(std::make_exception_ptr(
                    Error(error.code(), fmt::format("rank {}: {}", message->rank, error.what()))));
                break;
            }
            case MessageKind::analysis:
            case MessageKind::draws:
            case MessageKind::finished:
                throw std::logic_error("a message that only rank 0 sends");
        }
    }
    if (failed()) workshop.stop();
    return records;
}

void Leader::hand_out(Workshop& workshop, unsigned rank) {
    // A quarter of an even share at a time, so that all end together.
    constexpr std::uint64_t most = 128;
    const std::uint64_t share = workshop.not_begun() / (4 * (std::uint64_t{helpers_} + 1));
    const DrawSet draws = workshop.give_away(std::clamp<std::uint64_t>(share, 1, most));
    if (draws.empty()) return;  // all have been begun: the helper waits for the end
    out_ += draws.size();
    mail_.send(rank, MessageKind::draws, encode(draws));
}

void Leader::fail(std::exception_ptr failure) {
    if (!failure_) failure_ = std::move(failure);
}

void Leader::rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
}

Analysis await_analysis(Mail& mail) {
    for (;;) {
        if (const auto message = mail.receive()) {
            if (message->kind != MessageKind::analysis) throw std::logic_error("rank 0 begins with the analysis");
            return decode_analysis(message->bytes);
        }
        std::this_thread::sleep_for(between_looks);
    }
}

void help(Mail& mail, const DrawContext& context, Backend& backend, const HelperOptions& options) {
    mail.send(0, MessageKind::greeting, options.tables_digest);
    constexpr std::size_t most_waiting = 256;
    Workshop workshop(most_waiting);
    Results results(mail);
    const Simulation simulation(workshop, context, backend);
    bool asked = false, reported = false;
    // New draws are asked for while half of the last ones are left: rank 0 may be busy storing for that long.
    std::uint64_t ask_below = options.threads;
    for (;;) {
        results.add(workshop.take(between_looks));
        const bool interrupted = options.interrupted && options.interrupted();
        if (!reported && (interrupted || workshop.failed())) {
            workshop.stop();
            results.send();
            mail.send(0, MessageKind::failure, describe_failure(workshop));
            reported = true;
        }
        if (!asked && !reported && workshop.not_begun() < ask_below) {
            mail.send(0, MessageKind::request, "");
            asked = true;
        }
        while (const auto message = mail.receive()) {
            if (message->kind == MessageKind::finished) return;
            if (message->kind != MessageKind::draws) throw std::logic_error("a message that only rank 0 gets");
            const DrawSet draws = decode_draws(message->bytes);
            workshop.add(draws);
            ask_below = std::max<std::uint64_t>(options.threads, draws.size() / 2);
            asked = false;
        }
        if (workshop.all_taken()) std::this_thread::sleep_for(between_looks);
    }
}

}  // namespace ibtr::psa
