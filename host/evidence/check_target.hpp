#pragma once

#include "evidence/record.hpp"
#include "ibtr/evidence.hpp"

namespace ibtr::evidence {

/// Holds a target against the rows that it names; sets time_assumed.
void check_target(Record& record, Target& target, const Evidence& evidence);

}  // namespace ibtr::evidence
