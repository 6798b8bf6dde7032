#pragma once

namespace ibtr::cli {

/// Keeps the numbers of standard input, output and error from files that are opened later, where the process was
/// started without one of them: results would otherwise be mixed with what is said. Input that is not there cannot be
/// read and output that is not there cannot be written; what is said is lost. A reader that has left is an error of
/// write.
void hold_standard_streams();

}  // namespace ibtr::cli
