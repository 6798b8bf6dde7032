#pragma once

#include <string>
#include <utility>
#include <vector>

namespace ibtr::config {

/// Which numbers of a file are the life table, and what they are.
struct LifeTableChoice {
    std::string age_column, column;
    bool rates = false;                                           ///< death rates a year; else probabilities of death
    double per = 1;                                               ///< so many women is what the numbers are for
    std::vector<std::pair<std::string, std::string>> where = {};  ///< columns and what the rows' fields there must be
};

/// One-year probabilities of death by single years of age; the last may be 1.
struct LifeTableRows {
    int first_age_years = 0;
    std::vector<double> probabilities = {};
};

/// A life table as offices publish it: comma, semicolon, tab or spaces between columns, lines of title and comment
/// before the header and after the rows, decimal commas, ages of several years ("0-1", "5-9") and an open last one
/// ("110+"). Within an age of several years the hazard is constant.
/// @param file stands for the text in messages
/// @throws ConfigError for the first thing that is wrong
LifeTableRows read_life_table_text(const std::string& text, const std::string& file, const LifeTableChoice& choice);

}  // namespace ibtr::config
