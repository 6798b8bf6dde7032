#include "meta/write_meta.hpp"

#include <string>

#include "report/picture.hpp"

namespace ibtr::meta {

Remarks write_meta(const MetaAnalysis& analysis, bool figures, const RunFolder& folder) {
    folder.discard_old_run();
    folder.write("meta.csv", meta_csv(analysis));
    folder.write("studies.csv", studies_csv(analysis));
    const std::string no_figure = figures ? draw_forest_plot(analysis, folder) : "";
    folder.write("summary.json", meta_json(analysis, JsonLayout::indented));
    Remarks remarks;
    for (const std::string& note : analysis.table.notes) remarks.push_back({Remark::Kind::warning, note});
    add_note(remarks, no_figure);
    return remarks;
}

FileNames meta_files() {
    FileNames names{"meta.csv", "studies.csv", "summary.json"};
    append(names, picture_files("forest"));
    return names;
}

}  // namespace ibtr::meta
