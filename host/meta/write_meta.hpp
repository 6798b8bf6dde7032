#pragma once

#include "base/remark.hpp"
#include "base/run_folder.hpp"
#include "meta/meta_report.hpp"

namespace ibtr::meta {

/// An analysis -> all files of a run folder. @return what people should know of it, and why there is no figure
Remarks write_meta(const MetaAnalysis& analysis, bool figures, const RunFolder& folder);

/// What it writes.
FileNames meta_files();

}  // namespace ibtr::meta
