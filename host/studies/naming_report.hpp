#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/run_files.hpp"
#include "studies/name_explanations.hpp"

namespace ibtr::studies {

/// An explanation as it was asked for.
struct Explanation {
    std::string name, config;          ///< the config's file
    std::vector<std::string> changes;  ///< key=value
    std::string config_hash;
};

/// Of one study, or of studies of the same women, with so many women.
struct NamingOfStudy {
    std::string study;
    std::uint32_t women = 0;
    std::size_t estimates = 0;
    Naming naming;
};

/// explanations.csv: a row an explanation.
std::string explanations_csv(const std::vector<Explanation>& explanations);
/// naming.csv: a row a study and number of women.
std::string naming_csv(const std::vector<NamingOfStudy>& studies);
/// naming_shares.csv: a row a study, number of women, truth and explanation named.
std::string naming_shares_csv(const std::vector<NamingOfStudy>& studies, const std::vector<Explanation>& explanations);
std::string naming_json(const std::vector<NamingOfStudy>& studies, const std::vector<Explanation>& explanations,
                        JsonLayout layout);
/// For people.
std::string naming_table(const std::vector<NamingOfStudy>& studies);

}  // namespace ibtr::studies
