#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "uncertainty/distribution.hpp"

/// Explanations of published numbers weighed against each other by their marginal likelihoods: docs/weigh.md.
namespace ibtr::weigh {

struct Prior {
    std::string name;  ///< "main", or that of an alternative
    Distribution distribution;
};

/// A parameter of an explanation that its prior alone speaks about.
struct FreeParameter {
    std::string name;
    std::vector<Prior> priors;  ///< the first is the main one
    std::size_t nodes = 0;      ///< values at which the model is solved
};

struct Explanation {
    std::string name, label, config;  ///< config: a path; empty: that of the command
    std::vector<std::string> set;     ///< as --set takes them
    std::vector<FreeParameter> free;  ///< two at most
    double weight = 1;                ///< prior weight, relative to the others'
};

/// How far published numbers may lie from the model's beyond their own errors, and how errors go together.
struct Errors {
    std::string name;               ///< "main", or that of a variant
    double correlation = 0;         ///< of rows of the same women
    double between_arms = 0;        ///< correlation of what makes the two arms of a study unlike other studies
    double between_studies_sd = 0;  ///< on the scale of the targets
    std::map<std::string, double> sd_of = {};  ///< in its place, by target
    [[nodiscard]] double sd(const std::string& target) const {
        const auto own = sd_of.find(target);
        return own == sd_of.end() ? between_studies_sd : own->second;
    }
};

struct LeftOut {
    std::string target, reason;
};

/// What a file of explanations says.
struct Contest {
    std::vector<Explanation> explanations;      ///< two or more; Bayes factors are against the first
    std::vector<std::string> fitted, held_out;  ///< targets
    std::vector<LeftOut> left_out;              ///< targets, and why
    std::vector<std::string> of_unknown_time;   ///< targets that are read at each of `years`
    std::vector<double> years, year_weights;    ///< weights sum to 1; both of one element where no time is unknown
    std::vector<Errors> errors;                 ///< the first is the main one
    std::string text;                           ///< canonical TOML of the file
};

/// Reads a file of explanations. Paths in it are relative to it.
/// @throws ConfigError listing every problem
Contest read_contest(const std::string& path);

}  // namespace ibtr::weigh
