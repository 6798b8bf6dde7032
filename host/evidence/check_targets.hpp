#pragma once

#include "evidence/evidence.hpp"
#include "evidence/record.hpp"

namespace ibtr::evidence {

/// Holds a target against the rows of evidence that it names, or, where it names none, asks for a source and an
/// interval that is one; sets time_assumed.
void check_target(Record& record, Target& target, const Evidence& evidence);

/// What the prose says and a column does not: the program reads columns only, so a safeguard would be lost silently.
void check_columns_left_out(Record& record, const Target& target, const Evidence& evidence);

}  // namespace ibtr::evidence
