#include "studies/replicate_store.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "base/statistics.hpp"
#include "ibtr/error.hpp"

namespace ibtr::studies {
namespace {

constexpr std::chrono::seconds between_writes{10};
constexpr std::size_t columns_before_effects = 4, columns_an_effect = 3;

std::vector<std::string> names_of_columns(std::size_t designs) {
    std::vector<std::string> names{"config_hash", "seed", "designs", "replicate"};
    for (std::size_t d = 1; d <= designs; ++d)
        for (const char* what : {"effect", "variance", "corrected"}) names.push_back(fmt::format("{}_{}", what, d));
    return names;
}

std::optional<meta::Effect> effect_in(const CsvRow& row, std::size_t column) {
    const auto estimate = parse_number(row.fields[column]), variance = parse_number(row.fields[column + 1]);
    if (!estimate || !variance) return std::nullopt;
    return meta::Effect{*estimate, *variance, row.fields[column + 2] == "yes"};
}

}  // namespace

std::string replicates_csv(const ReplicatesOf& origin, const std::vector<StudiesReplicate>& replicates,
                           std::size_t designs) {
    CsvText csv("");
    for (const std::string& name : names_of_columns(designs)) csv.field(name);
    csv.end_row();
    const std::string seed = std::to_string(origin.seed);
    for (const StudiesReplicate& replicate : replicates) {
        csv.fields(origin.config_hash, seed, origin.designs_digest, std::to_string(replicate.number));
        for (const auto& effect : replicate.effects)
            csv.fields(effect ? effect->estimate : undefined, effect ? effect->variance : undefined,
                       effect && effect->corrected ? "yes" : "no");
        csv.end_row();
    }
    return csv.take();
}

std::vector<StudiesReplicate> read_replicates(const CsvTable& table, const ReplicatesOf& origin, std::size_t designs) {
    const auto refuse = [&](int line, const char* why) {
        throw UsageError(
            fmt::format("{}:{}: {}; begin anew in another folder, or with --force", table.file, line, why));
    };
    if (table.header != names_of_columns(designs)) refuse(1, "is of another number of studies");
    std::vector<StudiesReplicate> replicates;
    for (const CsvRow& row : table.rows) {
        if (row.fields[1] != std::to_string(origin.seed)) refuse(row.line, "is of another seed");
        if (row.fields[0] != origin.config_hash) refuse(row.line, "is of another config");
        if (row.fields[2] != origin.designs_digest) refuse(row.line, "is of another design");
        const auto number = parse_number(row.fields[3]);
        if (!number) refuse(row.line, "is damaged");
        StudiesReplicate replicate{static_cast<std::uint32_t>(*number), {}};
        for (std::size_t d = 0; d < designs; ++d)
            replicate.effects.push_back(effect_in(row, columns_before_effects + columns_an_effect * d));
        replicates.push_back(std::move(replicate));
    }
    return replicates;
}

ReplicateStore::ReplicateStore(const RunFolder& folder, ReplicatesOf origin, std::size_t designs,
                               std::vector<StudiesReplicate> known)
    : folder_(&folder),
      origin_(std::move(origin)),
      designs_(designs),
      replicates_(std::move(known)),
      written_(replicates_.size()),
      last_(std::chrono::steady_clock::now()) {}

void ReplicateStore::keep(const StudiesReplicate& replicate) {
    replicates_.push_back(replicate);
    if (std::chrono::steady_clock::now() - last_ >= between_writes) write();
}

void ReplicateStore::write() {
    if (written_ == replicates_.size()) return;
    if (written_ == 0) folder_->discard_old_run();
    folder_->write(replicates_file, replicates_csv(origin_, replicates_, designs_));
    written_ = replicates_.size();
    last_ = std::chrono::steady_clock::now();
}

void ReplicateStore::remove() const {
    std::error_code ignored;  // the run is finished all the same
    std::filesystem::remove(folder_->path() / replicates_file, ignored);
}

}  // namespace ibtr::studies
