#pragma once

#include <string>

#include "base/run_folder.hpp"
#include "report/run_files.hpp"
#include "weigh/weighing.hpp"

namespace ibtr::weigh {

std::string weigh_csv(const Weighed& weighed);
std::string parameters_csv(const Weighed& weighed);
/// Predictions by explanation, then the targets that are left out, with the reason.
std::string targets_csv(const Weighed& weighed, const TargetChoice& choice);
std::string scores_csv(const Weighed& weighed);
std::string roots_csv(const Weighed& weighed);
std::string interpolation_csv(const Weighed& weighed);

std::string weigh_json(const Contest& contest, const Weighed& weighed, const RunIdentity& identity, JsonLayout layout);
/// For people.
std::string weigh_table(const Contest& contest, const Weighed& weighed);

FileNames weigh_files();

}  // namespace ibtr::weigh
