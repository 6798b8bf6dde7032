#include "validate/validation_files.hpp"

#include <utility>

#include "report/picture.hpp"

namespace ibtr {

Remarks write_validation(const Model& model, const Validation& validation, const RunIdentity& identity, bool figures,
                         const RunFolder& folder, Manifest manifest, Stopwatch& stopwatch) {
    folder.discard_old_run();
    folder.write("validation.csv", validation_csv(validation));
    folder.write("summary.json", validation_json(validation, identity, JsonLayout::indented));
    Remarks remarks;
    if (figures) add_note(remarks, draw_validation_plot(model, validation, folder));
    stopwatch.lap("write");
    if (validation.draws > 0) manifest.draws = validation.draws;
    write_manifest(std::move(manifest), stopwatch, folder);
    return remarks;
}

FileNames validation_files() {
    FileNames names{"validation.csv", "summary.json", manifest_file};
    append(names, picture_files("validation"));
    return names;
}

}  // namespace ibtr
