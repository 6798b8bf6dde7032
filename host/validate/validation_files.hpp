#pragma once

#include "base/remark.hpp"
#include "base/run_folder.hpp"
#include "ibtr/model.hpp"
#include "report/run_files.hpp"
#include "study/describe.hpp"
#include "validate/validation.hpp"

namespace ibtr {

/// A validation -> all files of a run folder, the manifest last. @return why there is no figure, or nothing
Remarks write_validation(const Model& model, const Validation& validation, const RunIdentity& identity, bool figures,
                         const RunFolder& folder, Manifest manifest, Stopwatch& stopwatch);

/// What it writes.
FileNames validation_files();

}  // namespace ibtr
