#include "psa/dispatch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ibtr::psa {

void Dispatch::add(std::vector<DrawRow> rows) {
    waiting_.insert(waiting_.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
}

void Dispatch::commit_where_due(bool last) {
    const bool due = since_commit_.seconds() >= options_.commit_seconds;
    if (waiting_.empty() || !(due || last || waiting_.size() >= options_.most_waiting)) return;
    std::sort(waiting_.begin(), waiting_.end(), [](const DrawRow& a, const DrawRow& b) { return a.draw < b.draw; });
    store_.append(waiting_);
    stored_ += waiting_.size();
    waiting_.clear();
    since_commit_ = {};
}

}  // namespace ibtr::psa
