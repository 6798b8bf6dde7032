#include "ibtr/job.hpp"

#include <stdexcept>

namespace ibtr {

void Job::finish(Tallies /*tallies*/) {
    throw std::logic_error("a job that asks for full tallies must take them");
}

void Job::finish(Sums /*sums*/) {
    throw std::logic_error("a job that asks for sums must take them");
}

}  // namespace ibtr
