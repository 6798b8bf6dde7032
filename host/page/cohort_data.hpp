#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ibtr/study.hpp"

namespace ibtr::page {

/// The compiled tables as the browser's engine reads them (host/page/browser/engine.cpp, Bundle).
std::string engine_bundle(const Tables& tables);

/// What a page needs to walk the study's cohort again, in a worker and without a network: the tables (base64), strata
/// (id, cell and weight, which share out any number of women as `allocate` does), sizes of the tallies.
/// host/page/scripts/cohort.js reads it.
nlohmann::ordered_json cohort_data(const Study& study);

}  // namespace ibtr::page
