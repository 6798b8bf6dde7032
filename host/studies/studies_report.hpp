#pragma once

#include <string>
#include <vector>

#include "base/run_folder.hpp"
#include "report/run_files.hpp"
#include "studies/published_tests.hpp"
#include "studies/simulate_studies.hpp"
#include "study/describe.hpp"

namespace ibtr::studies {

/// studies_pooled.csv: a row an endpoint, measure and number of the pooled replicates; ratios as ratios.
std::string pooled_csv(const StudiesResult& result);
/// studies_by_design.csv: a row a study, what it shows without chance and over the replicates.
std::string by_design_csv(const StudiesResult& result);
/// studies.csv: a row a study and replicate, on the scale on which studies are pooled.
std::string studies_csv(const StudiesResult& result);

std::string studies_json(const StudiesResult& result, const std::vector<JointTests>& joint, const RunIdentity& identity,
                         JsonLayout layout);
/// Who drew the women: "exact" from its law, or "cuda" with the device and how many of them.
void say_who_drew(const StudiesResult& result, Manifest& manifest);

/// For people.
std::string studies_table(const StudiesResult& result, const std::vector<JointTests>& joint);

/// Writes the files and the manifest. @param every whether studies.csv too
void write_studies(const StudiesResult& result, const std::vector<JointTests>& joint, const RunIdentity& identity,
                   bool every, const RunFolder& folder, Manifest manifest, StageTimer& timer);
FileNames studies_files();

}  // namespace ibtr::studies
