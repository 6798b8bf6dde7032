#pragma once

#include "evidence/evidence.hpp"
#include "evidence/record.hpp"

namespace ibtr::evidence {

/// Holds a target against the rows that it names; sets time_assumed.
void check_target(Record& record, Target& target, const Evidence& evidence);

}  // namespace ibtr::evidence
