#include "psa/leader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "ibtr/error.hpp"

namespace ibtr::psa {

Leader::Leader(Mail& mail, unsigned helpers, const Analysis& analysis, std::string tables_digest)
    : mail_(mail), helpers_(helpers), tables_digest_(std::move(tables_digest)) {
    for (unsigned rank = 1; rank <= helpers_; ++rank) mail_.send(rank, MessageKind::analysis, encode(analysis));
}

Leader::~Leader() {
    for (unsigned rank = 1; rank <= helpers_; ++rank) mail_.send(rank, MessageKind::finished, "");
}

std::vector<DrawRecord> Leader::exchange(Workshop& workshop) {
    std::vector<DrawRecord> records;
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
                std::vector<DrawRecord> finished = decode_records(message->bytes);
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
    constexpr std::size_t most = 128;
    const std::size_t share = workshop.not_begun() / (4 * (std::size_t{helpers_} + 1));
    const std::vector<std::uint32_t> draws = workshop.give_away(std::clamp<std::size_t>(share, 1, most));
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

}  // namespace ibtr::psa
