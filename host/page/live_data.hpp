#pragma once

#include <nlohmann/json_fwd.hpp>

#include "ibtr/study.hpp"

namespace ibtr::page {

/// What a page needs, beside cohort_data, to move parameters of a cohort and to say what its tallies mean: hazard
/// ratios of every exit, weights of strategies and people, endpoints as sums of edges, and the controls.
/// host/page/scripts/cohort_model.js reads it. Parameters are named, numbers stand for themselves.
nlohmann::ordered_json live_data(const Study& study);

}  // namespace ibtr::page
