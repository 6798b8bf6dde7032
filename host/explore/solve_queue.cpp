#include "explore/solve_queue.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ibtr/error.hpp"

namespace ibtr::explore {
namespace {

Answer superseded() {
    return {409, "{\"error\": \"a newer request has taken the place of this one\"}\n"};
}

}  // namespace

Answer answer_of(const std::exception& error, unsigned status) {
    nlohmann::ordered_json json{{"error", error.what()}};
    if (const auto* problems = dynamic_cast<const ConfigError*>(&error)) {
        json["problems"] = nlohmann::ordered_json::array();
        for (const Problem& problem : problems->problems())
            json["problems"].push_back({{"key", problem.key}, {"message", problem.message}});
    }
    if (dynamic_cast<const UsageError*>(&error) == nullptr) status = 500;
    return {status, json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"};
}

SolveQueue::SolveQueue() : thread_([this] { loop(); }) {}

SolveQueue::~SolveQueue() {
    {
        const std::scoped_lock lock(mutex_);
        ending_ = true;
        stop_ = true;
    }
    added_.notify_all();
    thread_.join();
}

void SolveQueue::forget_oldest_page() {
    constexpr std::size_t most = 64;
    if (pages_.size() <= most) return;
    newest_.erase(pages_.front());
    pages_.pop_front();
}

void SolveQueue::add(Ticket ticket, Work work, Reply reply) {
    std::deque<Job> dropped;
    {
        const std::scoped_lock lock(mutex_);
        const auto [newest, is_new] = newest_.try_emplace(ticket.page, ticket.sequence);
        if (is_new) {
            pages_.push_back(ticket.page);
            forget_oldest_page();
        }
        if (newest->second > ticket.sequence) {
            dropped.push_back({ticket, {}, reply});
        } else {
            newest->second = ticket.sequence;
            const auto is_older = [&](const Ticket& other) {
                return other.page == ticket.page && other.sequence < ticket.sequence;
            };
            for (auto job = waiting_.begin(); job != waiting_.end();) {
                if (!is_older(job->ticket)) {
                    ++job;
                    continue;
                }
                dropped.push_back(std::move(*job));
                job = waiting_.erase(job);
            }
            if (is_running_ && is_older(running_)) stop_ = true;
            waiting_.push_back({std::move(ticket), std::move(work), std::move(reply)});
        }
    }
    added_.notify_one();
    for (const Job& job : dropped) job.reply(superseded());
}

bool SolveQueue::is_busy() const {
    const std::scoped_lock lock(mutex_);
    return is_running_ || !waiting_.empty();
}

void SolveQueue::loop() {
    while (true) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            is_running_ = false;
            added_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (ending_) return;
            job = std::move(waiting_.front());
            waiting_.pop_front();
            running_ = job.ticket;
            is_running_ = true;
            stop_ = false;
        }
        Answer answer;
        try {
            answer = job.work([this] { return stop_.load(); });
        } catch (const Interrupted&) {
            answer = superseded();
        } catch (const std::exception& error) {
            answer = answer_of(error, 422);
        }
        job.reply(std::move(answer));
    }
}

}  // namespace ibtr::explore
