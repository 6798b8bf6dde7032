#pragma once

#include <vector>

#include "page/drawn_curves.hpp"
#include "page/run_record.hpp"

namespace ibtr::cli {

/// The curves of all people in every draw of the store of a `psa` folder, of survival and incidence; none where the
/// folder holds no whole store. @throws StorageError where the store is damaged
std::vector<page::DrawnCurve> drawn_curves(const page::RunRecord& record);

}  // namespace ibtr::cli
