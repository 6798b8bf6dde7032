#include "cli/merge_psa.hpp"

#include "cli/psa_session.hpp"
#include "cli/publish.hpp"
#include "ibtr/error.hpp"
#include "psa/merge_stores.hpp"

namespace ibtr::cli {

bool holds_psa(const std::filesystem::path& folder) {
    return std::filesystem::exists(folder / psa::store_file_name);
}

void merge_psa(const std::vector<std::filesystem::path>& folders, const OutputOptions& output) {
    Stopwatch stopwatch;
    std::vector<std::filesystem::path> shards;
    for (const std::filesystem::path& folder : folders) {
        if (output.out && std::filesystem::weakly_canonical(*output.out) == std::filesystem::weakly_canonical(folder))
            throw UsageError("--out " + output.out->string() + " is one of the shards; choose another folder");
        shards.push_back(folder / psa::store_file_name);
    }
    const psa::Analysis whole = psa::whole_of(shards);
    const PsaSession session(whole, shards.front().string());
    stopwatch.lap("read shards");

    const RunFolder folder(output.out, session.model().name, output.existing());
    psa::Store store =
        psa::Store::create(folder.path() / psa::store_file_name, whole, session.model(), session.outcomes().outcomes());
    psa::copy_draws(shards, store);
    stopwatch.lap("copy draws");
    publish_psa(session, store, {.command = "merge", .backend = "merge", .device = "", .threads = 0}, output, folder,
                stopwatch);
}

}  // namespace ibtr::cli
