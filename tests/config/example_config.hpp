#pragma once

#include <gtest/gtest.h>

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ibtr/config.hpp"
#include "ibtr/error.hpp"

namespace ibtr::test {

/// A valid config that uses every kind of section; tests spoil one thing in it.
inline const std::string example_config = R"(schema = 1
name = "example"
horizon_years = 10.0
grid_per_year = 12
landmarks_years = [5, 10]
patients = 1000
seed = 1
batches = 10
start_state = "well"
reference_strategy = "standard"
groups = ["age"]

[parameters.h_onset]
value = 0.1
unit = "per_year"
source = "E1"
uncertainty = { family = "lognormal", ci95 = [0.05, 0.2] }

[parameters.h_double]
expression = "2 * h_onset"
unit = "per_year"
source = "assumption"

[parameters.share]
value = 0.25
unit = "probability"
source = "assumption"

[life_tables.women]
first_age_years = 40
probabilities = [0.01, 0.02, 0.03]
source = "assumption"

[[states]]
name = "well"

[[states]]
name = "ill"

[[states]]
name = "dead"
absorbing = true

[[strategies]]
name = "standard"

[[strategies]]
name = "new"

[[strategies]]
name = "practice"
mix = { standard = 0.75, new = "share" }

[[factors]]
name = "age"
kind = "age"
bands_years = [[40, 50], [50, 60]]
probabilities = [0.5, 0.5]
source = "assumption"

[[factors]]
name = "risk"
levels = ["low", "high"]
given = "age"
rows = [
    { given = ["40-50"], probabilities = [0.9, 0.1] },
    { given = ["50-60"], probabilities = [0.7, 0.3] },
]
source = "assumption"

[[transitions]]
name = "onset"
from = "well"
to = "ill"
clock = "time"
hazard = { family = "exponential", rate_per_year = "h_onset" }
hazard_ratios = [{ strategy = "new", factor = "risk", level = "high", value = 0.5, source = "E2" }]

[[transitions]]
name = "death_ill"
from = "ill"
to = "dead"
clock = "sojourn"
source = "E3"
hazard = { family = "weibull", shape = 0.8, scale_years = 3.0 }

[[transitions]]
name = "fast_death"
from = "ill"
to = "dead"
clock = "time"
hazard = { family = "exponential", rate_per_year = "h_double" }

[[transitions]]
name = "death_well"
from = "well"
to = "dead"
clock = "age"
hazard = { family = "life_table", table = "women" }

[[case_mix]]
strategy = "new"
factor = "risk"
probabilities = [0.6, 0.4]
source = "E4"

[standardisation]
over = ["risk"]
to = "treated:new"

[endpoints]
local = ["onset"]
death_bc = ["death_ill", "fast_death"]
death_other = ["death_well"]
)";

/// The text with the only occurrence of `find` replaced.
inline std::string replaced(std::string text, const std::string& find, const std::string& replacement) {
    const std::size_t at = text.find(find);
    EXPECT_NE(at, std::string::npos) << "the example has no: " << find;
    if (at == std::string::npos) return text;
    EXPECT_EQ(text.find(find, at + 1), std::string::npos) << "the example has it twice: " << find;
    return text.replace(at, find.size(), replacement);
}

/// 1-based line of the first occurrence.
inline int line_of(const std::string& text, const std::string& needle) {
    const std::size_t at = text.find(needle);
    EXPECT_NE(at, std::string::npos) << needle;
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

/// What is wrong with a config; empty where it loads.
inline std::vector<Problem> problems_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
    try {
        load_config_text(text, "example.toml", overrides);
    } catch (const ConfigError& error) {
        return error.problems();
    }
    return {};
}

/// A folder that lives as long as one test.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "ibtr-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& content) const {
        const std::filesystem::path file = path_ / name;
        std::ofstream(file, std::ios::binary) << content;
        return file.string();
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace ibtr::test
