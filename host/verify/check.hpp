#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ibtr::verify {

class Subject;

enum class Status : std::uint8_t {
    pass,
    fail,
    not_applicable,  ///< the model has no part that the check is about
};
const char* to_text(Status status);

/// What a check came to.
struct Finding {
    Status status = Status::fail;
    std::string expected;  ///< the law, with its tolerance
    std::string observed;
    std::string reason = {};  ///< why it is not applicable
};

/// A numbered check of the bank.
struct Check {
    unsigned id;
    const char* name;
    Finding (*hold)(const Subject& subject);
};

/// All 61, by number. The list follows TECH-VER (Buyukkaramikli et al. 2019, PharmacoEconomics 37:1391-1408), in
/// words of our own, with checks of the Monte Carlo engine added: docs/verify.md.
const std::vector<Check>& all_checks();

struct Result {
    unsigned id = 0;
    std::string name;
    Finding finding;
    double seconds = 0;  ///< wall time
};

/// Holds all checks against a subject. What a check throws is its failure, but for Interrupted.
/// @param progress called after each check; false stops with Interrupted
std::vector<Result> hold_all(const Subject& subject, const std::function<bool(std::size_t done)>& progress);

// The checks by group, in the order of their numbers.
std::vector<Check> input_checks();
std::vector<Check> uncertainty_checks();
std::vector<Check> reach_checks();
std::vector<Check> flow_checks();
std::vector<Check> extreme_checks();
std::vector<Check> hazard_checks();
std::vector<Check> arm_checks();
std::vector<Check> reward_checks();
std::vector<Check> total_checks();
std::vector<Check> decision_checks();
std::vector<Check> draw_checks();
std::vector<Check> oracle_checks();
std::vector<Check> error_checks();
std::vector<Check> machine_checks();
std::vector<Check> estimator_checks();
std::vector<Check> whole_checks();

}  // namespace ibtr::verify
